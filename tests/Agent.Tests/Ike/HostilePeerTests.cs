using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

public sealed class HostilePeerTests
{
    public static TheoryData<string> InitBends => [.. Bends.Keys];

    private static readonly Dictionary<string, Func<List<Payload>, List<Payload>>> Bends = new()
    {
        ["no SA"] = p => [.. p.Where(x => x is not SaPayload)],
        ["no KE"] = p => [.. p.Where(x => x is not KePayload)],
        ["no nonce"] = p => [.. p.Where(x => x is not NoncePayload)],
        ["two SA"] = p => [p[0], .. p],
        ["two nonces"] = p => [.. p, p.OfType<NoncePayload>().Single()],
        ["two proposals"] = p => [.. p.Select(x => x is SaPayload s ? new SaPayload([s.Proposals[0], s.Proposals[0] with { Number = 2 }]) : x)],
        ["unoffered number"] = p => BendProposal(p, x => x with { Number = 7 }),
        ["unoffered key length"] = p => BendTransform(p, TransformType.Encryption, t => t with { KeyLength = 256 }),
        ["unoffered cipher"] = p => BendTransform(p, TransformType.Encryption, t => t with { Id = (ushort)EncryptionId.TripleDes }),
        ["unoffered PRF"] = p => BendTransform(p, TransformType.Prf, t => t with { Id = 2 }),
        ["no group"] = p => BendProposal(p, x => x with { Transforms = [.. x.Transforms.Where(t => t.Type != TransformType.KeyExchange)] }),
        ["group twice"] = p => BendProposal(p, x => x with { Transforms = [.. x.Transforms, x.Transforms[^1]] }),
        ["an SPI in the proposal"] = p => BendProposal(p, x => x with { Spi = new byte[8] }),
        ["another group than the KE"] = p => BendTransform(p, TransformType.KeyExchange, t => t with { Id = (ushort)KeyExchangeMethod.Ecp256 }),
        ["KE of zeros"] = p => BendKe(p, new byte[32]),
        ["KE of one"] = p => BendKe(p, [1, .. new byte[31]]),
        ["KE too short"] = p => BendKe(p, new byte[31]),
        ["KE too long"] = p => BendKe(p, [9, .. new byte[32]]),
        ["KE empty"] = p => BendKe(p, []),
        ["unknown critical"] = p => [.. p, new UnknownPayload((PayloadType)201, true, new byte[4])],
        ["21 notifies"] = p => [.. p, .. Enumerable.Repeat(new NotifyPayload(ProtocolId.None, default, (NotifyType)40000, default), 21)],
    };

    [Theory]
    [MemberData(nameof(InitBends))]
    public void A_wrong_answer_to_the_first_message_makes_no_session_and_no_exception(string bend)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)) { BendInit = Bends[bend] });

        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Null(wires.Up);
        Assert.False(wires.Gateway.IsAuthenticated);
        Assert.Equal(FaultKind.ProtocolViolation, wires.Down!.Fault.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(257)]
    public void An_answer_with_a_nonce_of_a_wrong_length_is_no_answer(int length)
    {
        using Wires wires = new(
            TestSettings.Create(), new Responder(new SeededRandom(2)) { BendInit = p => BendNonce(p, new byte[length]) });

        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Null(wires.Up);
        Assert.Equal(FaultKind.Unreachable, wires.Down!.Fault.Kind);
        Assert.True(wires.Session.Counters.Malformed > 0);
    }

    [Fact]
    public void Unknown_payloads_that_are_not_critical_change_nothing()
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => [new UnknownPayload((PayloadType)201, false, new byte[4]), .. p],
            BendAuth = p => [new UnknownPayload((PayloadType)202, false, default), .. p],
        };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    public static TheoryData<string> AuthBends => [.. ChildBends.Keys];

    private static readonly Dictionary<string, Func<List<Payload>, List<Payload>>> ChildBends = new()
    {
        ["no SA"] = p => [.. p.Where(x => x is not SaPayload)],
        ["no TSi"] = p => [.. p.Where(x => x is not TsPayload { IsInitiator: true })],
        ["no TSr"] = p => [.. p.Where(x => x is not TsPayload { IsInitiator: false })],
        ["reserved SPI"] = p => BendProposal(p, x => x with { Spi = new byte[] { 0, 0, 0, 255 } }),
        ["SPI of 8"] = p => BendProposal(p, x => x with { Spi = new byte[8] }),
        ["unoffered cipher"] = p => BendTransform(p, TransformType.Encryption, t => t with { KeyLength = 256 }),
        ["widened TSr"] = p => BendSelectors(p, TrafficSelector.FromPrefix(IpAddress.Parse("0.0.0.0"), 0)),
        ["disjoint TSr"] = p => BendSelectors(p, TrafficSelector.FromPrefix(IpAddress.Parse("172.16.0.0"), 12)),
        ["TSr of another family"] = p => BendSelectors(p, TrafficSelector.Any(IpFamily.IPv6)),
    };

    [Theory]
    [MemberData(nameof(AuthBends))]
    public void A_child_that_was_not_asked_for_is_refused_and_deleted_and_the_ike_sa_stays(string bend)
    {
        IkeSettings settings = TestSettings.Create() with
        {
            Children = [TestSettings.Child() with { Remote = [TrafficSelector.FromPrefix(IpAddress.Parse("10.20.0.0"), 16)] }],
        };
        using Wires wires = new(settings, new Responder(new SeededRandom(2)) { BendAuth = ChildBends[bend] });
        List<Payload> seen = [];
        wires.Gateway.AnswerCreate = p =>
        {
            seen.AddRange(p);
            return [Notifications.Of(NotifyType.NoAdditionalSas)];
        };

        Assert.True(wires.RunUntil(() => seen.Count > 0, TimeSpan.FromSeconds(10)));

        Assert.Null(wires.Child);
        Assert.Null(wires.Down);
        Assert.Equal(FaultKind.ProtocolViolation, wires.Actions.OfType<ChildFailed>().First().Fault.Kind);
        Assert.Equal(bend != "no SA", wires.Gateway.DeletedChildren.Contains(wires.Gateway.InitiatorEspSpi));
    }

    [Theory]
    [InlineData(127, 0, 0, 1)]
    [InlineData(224, 0, 0, 1)]
    [InlineData(0, 0, 0, 0)]
    public void Addresses_that_no_host_can_have_are_left_out(byte a, byte b, byte c, byte d)
    {
        byte[] bad = [a, b, c, d];
        Responder gateway = new(new SeededRandom(2))
        {
            BendAuth = p => [.. p.Select(x => x is ConfigPayload
                ? new ConfigPayload(ConfigurationType.Reply, [new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Address, bad)])
                : x)],
        };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Empty(wires.Actions.OfType<ConfigureTunnel>().Single().Configuration.Addresses);
    }

    [Fact]
    public void Our_own_message_reflected_is_ignored()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

        wires.Deliver(wires.Sent[0]);

        Assert.Equal(1, wires.Session.Counters.Unexpected);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Fact]
    public void Every_flipped_bit_of_the_authentication_answer_is_noticed()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[]? auth = null;
        wires.PassToGateway = m => auth is null && wires.Sent.Count < 2;
        wires.RunUntil(() => wires.Sent.Count >= 2);
        auth = wires.Gateway.Handle(wires.Sent[1])!;

        for (int bit = 0; bit < auth.Length * 8; bit++)
        {
            byte[] bent = [.. auth];
            bent[bit / 8] ^= (byte)(1 << (bit % 8));
            wires.Deliver(bent);
            Assert.Null(wires.Up);
            Assert.Null(wires.Down);
        }

        wires.Deliver(auth);
        Assert.NotNull(wires.Up);
    }

    [Fact]
    public void Twenty_thousand_bent_datagrams_neither_throw_nor_stop_the_attempt()
    {
        Random random = new(7);
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[] answer = wires.Gateway.Handle(wires.Sent[0])!;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bent = answer[..random.Next(answer.Length + 1)];
            for (int flips = random.Next(4); flips > 0 && bent.Length > 0; flips--)
                bent[random.Next(bent.Length)] = (byte)random.Next(256);

            // What still looks genuine from SPI to nonce would be a forgery of the key exchange; that is another test.
            if (bent.AsSpan().SequenceEqual(answer) || bent.Length == answer.Length)
                continue;
            wires.Session.HandleDatagram(bent, wires.Now);
        }

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    private static List<Payload> BendProposal(List<Payload> payloads, Func<Proposal, Proposal> bend) =>
        [.. payloads.Select(x => x is SaPayload s ? new SaPayload([bend(s.Proposals[0])]) : x)];

    private static List<Payload> BendTransform(List<Payload> payloads, TransformType type, Func<Transform, Transform> bend) =>
        BendProposal(payloads, p => p with { Transforms = [.. p.Transforms.Select(t => t.Type == type ? bend(t) : t)] });

    private static List<Payload> BendKe(List<Payload> payloads, byte[] data) =>
        [.. payloads.Select(x => x is KePayload ke ? new KePayload(ke.Method, data) : x)];

    private static List<Payload> BendNonce(List<Payload> payloads, byte[] data) =>
        [.. payloads.Select(x => x is NoncePayload ? new NoncePayload(data) : x)];

    private static List<Payload> BendSelectors(List<Payload> payloads, TrafficSelector selector) =>
        [.. payloads.Select(x => x is TsPayload { IsInitiator: false } ? new TsPayload(false, [selector]) : x)];
}
