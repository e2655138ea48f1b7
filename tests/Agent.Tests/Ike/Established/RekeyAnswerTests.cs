using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Answers to the rekey of a Child SA that change something: narrower is taken, what was not offered is not.</summary>
public sealed class RekeyAnswerTests
{
    private static readonly TrafficSelector Part = TrafficSelector.FromPrefix(IpAddress.Parse("10.20.3.0"), 24);

    private static readonly Dictionary<string, Func<List<Payload>, IReadOnlyList<Payload>>> Bends = new()
    {
        ["wider"] = p => Selectors(p, TrafficSelector.Any(IpFamily.IPv4)),
        ["disjoint"] = p => Selectors(p, TrafficSelector.FromPrefix(IpAddress.Parse("172.16.0.0"), 16)),
        ["another family"] = p => Selectors(p, TrafficSelector.Any(IpFamily.IPv6)),
        ["no selectors"] = p => Selectors(p),
        ["a selector too many"] = p => Selectors(p, Part, TrafficSelector.Any(IpFamily.IPv4)),
        ["another algorithm"] = p => Proposal(p, x => x with { Transforms = [Transform.Encryption(EncryptionId.AesGcm16, 256), .. x.Transforms.Skip(1)] }),
        ["another protocol"] = p => Proposal(p, x => x with { Protocol = ProtocolId.Ah }),
        ["another number"] = p => Proposal(p, x => x with { Number = 9 }),
        ["an SPI of 8 octets"] = p => Proposal(p, x => x with { Spi = new byte[8] }),
        ["a reserved SPI"] = p => Proposal(p, x => x with { Spi = new byte[] { 0, 0, 0, 200 } }),
        ["transport mode"] = p => [new NotifyPayload(NotifyType.UseTransportMode), .. p],
        ["IPComp"] = p => [new NotifyPayload(NotifyType.IpcompSupported, new byte[] { 1, 2, 3 }), .. p],
        ["a short nonce"] = p => [.. p.Where(x => x is not NoncePayload), new NoncePayload(new byte[15])],
    };

    public static TheoryData<string> Names => [.. Bends.Keys];

    [Fact]
    public void Narrower_selectors_are_taken()
    {
        using Wires wires = Rekey(p => Selectors(p, Part));

        ChildSaSpec fresh = wires.Actions.OfType<InstallChild>().Last().Spec;
        Assert.NotEqual(wires.Child!.InboundSpi, fresh.InboundSpi);
        Assert.Equal([Part], fresh.Remote);
        Assert.Contains(wires.Child.InboundSpi, wires.Gateway.DeletedChildren);
        Assert.Equal([Part], wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.Remote);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_not_offered_is_deleted_at_the_gateway_and_the_old_one_stays(string bend)
    {
        uint offered = 0;
        using Wires wires = Rekey(p => Bends[bend](p), spi => offered = spi);

        Assert.Single(wires.Actions.OfType<InstallChild>());
        Assert.Empty(wires.Actions.OfType<RemoveChild>());
        Assert.Contains(offered, wires.Gateway.DeletedChildren);
        Assert.DoesNotContain(wires.Child!.InboundSpi, wires.Gateway.DeletedChildren);
        Assert.Null(wires.Down);
        Assert.Single(wires.Actions.OfType<ReauthenticationDue>());
    }

    [Fact]
    public void Our_own_nonce_is_no_answer()
    {
        using Wires wires = Rekey(p => p, mirrorNonce: true);

        Assert.Single(wires.Actions.OfType<InstallChild>());
        Assert.Null(wires.Down);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void A_public_value_that_is_not_valid_makes_no_child_sa(int length)
    {
        IkeSettings settings = TestSettings.Create() with { Children = [TestSettings.Child() with { Proposals = [Pair.Pfs(1)] }] };
        using Wires wires = Rekey(p => [.. p, new KePayload(KeyExchangeMethod.Curve25519, new byte[length])], settings: settings);

        Assert.Single(wires.Actions.OfType<InstallChild>());
        Assert.Null(wires.Down);
        Assert.NotEmpty(wires.Gateway.DeletedChildren);
        Assert.Contains(wires.Gateway.Requests, r => r.OfType<KePayload>().Any());
    }

    /// <summary>All of the answer is missing: the rules refuse it before anything looks at it.</summary>
    [Fact]
    public void An_empty_answer_changes_nothing()
    {
        using Wires wires = Rekey(_ => []);

        Assert.Single(wires.Actions.OfType<InstallChild>());
        Assert.Null(wires.Down);
    }

    private static Wires Rekey(
        Func<List<Payload>, IReadOnlyList<Payload>> bend, Action<uint>? offered = null, bool mirrorNonce = false, IkeSettings? settings = null)
    {
        Responder gateway = new(new SeededRandom(4));
        Wires wires = Wires.Connected(gateway, settings);
        gateway.AnswerCreate = request =>
        {
            offered?.Invoke(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
                request.OfType<SaPayload>().Single().Proposals[0].Spi.Span));
            List<Payload> grant = gateway.Grant(request);
            return bend(mirrorNonce ? [.. grant.Where(p => p is not NoncePayload), request.OfType<NoncePayload>().Single()] : grant);
        };
        wires.Do(s => s.HandleChildExpiry(wires.Child!.InboundSpi, isHard: false, wires.Now));
        wires.Pass(TimeSpan.FromSeconds(2));
        return wires;
    }

    private static IReadOnlyList<Payload> Selectors(List<Payload> payloads, params TrafficSelector[] remote) =>
        [.. payloads.Where(p => p is not TsPayload { IsInitiator: false }), new TsPayload(false, remote)];

    private static IReadOnlyList<Payload> Proposal(List<Payload> payloads, Func<Proposal, Proposal> change) =>
        [.. payloads.Select(p => p is SaPayload sa ? new SaPayload([change(sa.Proposals[0])]) : p)];
}
