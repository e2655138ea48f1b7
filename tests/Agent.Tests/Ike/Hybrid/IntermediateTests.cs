using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Tests.Ike.Ppk;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Hybrid;

/// <summary>IKE_INTERMEDIATE between IKE_SA_INIT and IKE_AUTH: what goes well, and what a bad gateway does with it.</summary>
public sealed class IntermediateTests
{
    [Theory]
    [InlineData(KeyExchangeMethod.MlKem768, 1184)]
    [InlineData(KeyExchangeMethod.MlKem1024, 1568)]
    [InlineData(KeyExchangeMethod.Ecp384, 96)]
    public void Two_key_exchanges_make_a_session(KeyExchangeMethod second, int length)
    {
        FurtherScript script = new();
        using Wires wires = PpkLab.Run(Settings(second), Gateway(script));

        Assert.NotNull(wires.Up);
        Assert.True(wires.Gateway.IsAuthenticated);
        Assert.Equal((second, length), (script.Taken.Single().Method, script.Taken.Single().Data.Length));
        Assert.EndsWith(second == KeyExchangeMethod.Ecp384 ? "-x25519-ke1_ecp384" : $"-x25519-ke1_{second.ToString().ToLowerInvariant()}",
            wires.Up.Details.IkeSuite);
        Assert.Equal(
            [ExchangeType.IkeSaInit, ExchangeType.IkeIntermediate, ExchangeType.IkeAuth], wires.Sent.Select(m => (ExchangeType)m[18]));
    }

    [Fact]
    public void Several_are_run_in_the_order_of_their_numbers()
    {
        FurtherScript script = new();
        using Wires wires = PpkLab.Run(Settings(KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256, KeyExchangeMethod.MlKem1024), Gateway(script));

        Assert.NotNull(wires.Up);
        Assert.Equal(
            [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256, KeyExchangeMethod.MlKem1024], script.Taken.Select(ke => ke.Method));
        Assert.EndsWith("-ke1_mlkem768-ke2_ecp256-ke3_mlkem1024", wires.Up.Details.IkeSuite);
    }

    [Fact]
    public void A_gateway_without_it_takes_the_next_proposal_of_the_same_request()
    {
        using Wires wires = PpkLab.Run(Settings(KeyExchangeMethod.MlKem768), Gateway(null));

        Assert.EndsWith("-x25519", wires.Up!.Details.IkeSuite);
        Assert.Equal([ExchangeType.IkeSaInit, ExchangeType.IkeAuth], wires.Sent.Select(m => (ExchangeType)m[18]));
    }

    [Fact]
    public void It_is_announced_only_where_it_is_offered()
    {
        using Wires with = PpkLab.Run(Settings(KeyExchangeMethod.MlKem768), Gateway(null));
        using Wires without = PpkLab.Run(TestSettings.Create(), Gateway(null));

        NotifyPayload announced = PpkLab.Decode(with.Sent[0]).Find(NotifyType.IntermediateExchangeSupported)!;
        Assert.Equal((ProtocolId.None, 0, 0), (announced.Protocol, announced.Spi.Length, announced.Data.Length));
        Assert.False(PpkLab.Decode(without.Sent[0]).Has(NotifyType.IntermediateExchangeSupported));
    }

    [Fact]
    public void A_ppk_is_mixed_into_the_keys_that_it_made()
    {
        Responder gateway = new(new SeededRandom(2)) { Further = new FurtherScript(), Ppk = new PpkScript() };
        using Wires wires = PpkLab.Run(Settings(KeyExchangeMethod.MlKem768) with { Ppk = PpkLab.Ppk() }, gateway);

        Assert.True(wires.Up!.Details.Ppk);
        Assert.True(gateway.IsAuthenticated);
    }

    [Fact]
    public void A_gateway_whose_auth_leaves_it_out_is_not_authentic()
    {
        using Wires wires = PpkLab.Run(
            Settings(KeyExchangeMethod.MlKem768), new Responder(new SeededRandom(2)) { Further = new FurtherScript { LeavesOutOfAuth = true } });

        Assert.Null(wires.Up);
        Assert.False(wires.Gateway.IsAuthenticated);
    }

    [Fact]
    public void Large_messages_go_in_fragments_and_auth_covers_them_whole()
    {
        using Responder responder = new(new SeededRandom(2)) { Further = new FurtherScript(), BendInit = FragmentingGateway.Announce };
        using FragmentingGateway gateway = new(responder, 600, new SeededRandom(4));
        using Wires wires = new(Settings(KeyExchangeMethod.MlKem1024), responder) { Serve = gateway.Handle };
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3));

        Assert.NotNull(wires.Up);
        Assert.Contains(gateway.Seen, seen => seen.Total == 2);
        Assert.All(wires.Sent, m => Assert.InRange(m.Length, 1, 1248));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void What_is_lost_doubled_and_late_makes_no_difference(int seed)
    {
        Responder gateway = Gateway(new FurtherScript());
        using Wires wires = new(Settings(KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256), gateway, seed, trouble: 0.3);
        Assert.True(wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3)));
        Assert.NotNull(wires.Up);
        Assert.True(gateway.IsAuthenticated);
    }

    [Fact]
    public void No_answer_says_which_exchange_it_was()
    {
        Responder gateway = Gateway(new FurtherScript());
        using Wires wires = new(Settings(KeyExchangeMethod.MlKem768), gateway) { PassToGateway = m => m[18] != (byte)ExchangeType.IkeIntermediate };
        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Equal(FaultKind.Unreachable, wires.Down!.Fault.Kind);
        Assert.Equal("no answer to IKE_INTERMEDIATE, although IKE_SA_INIT was answered", wires.Down.Fault.Message);
        Assert.True(wires.Sent.Count(m => m[18] == (byte)ExchangeType.IkeIntermediate) > 3);
    }

    [Fact]
    public void A_response_of_another_exchange_or_message_id_is_not_taken()
    {
        FurtherScript script = new();
        using Responder gateway = new(new SeededRandom(2)) { Further = script };
        using Wires wires = new(Settings(KeyExchangeMethod.MlKem768), gateway);
        List<byte[]> forged = [];
        wires.Serve = message =>
        {
            if (message[18] == (byte)ExchangeType.IkeIntermediate && forged.Count == 0)
            {
                forged.Add(gateway.Seal(ExchangeType.IkeAuth, true, 1, [new KePayload(KeyExchangeMethod.MlKem768, new byte[1088])]));
                forged.Add(gateway.Seal(ExchangeType.IkeIntermediate, true, 2, [new KePayload(KeyExchangeMethod.MlKem768, new byte[1088])]));
                forged.Add(gateway.Seal(ExchangeType.IkeIntermediate, false, 0, [new KePayload(KeyExchangeMethod.MlKem768, new byte[1184])]));
                return [.. forged, gateway.Handle(message)!, .. forged];
            }

            return gateway.Handle(message) is { } answer ? [answer] : [];
        };
        Assert.True(wires.RunUntil(() => wires.Up is not null || wires.Down is not null));

        Assert.NotNull(wires.Up);
        Assert.Equal(6, wires.Session.Counters.Unexpected);
    }

    public static TheoryData<string> Answers =>
    [
        "empty", "other method", "short", "long", "twice", "no proposal", "invalid syntax", "critical", "not a ciphertext",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public void A_bad_answer_ends_the_attempt_and_nothing_of_the_login_leaves(string answer)
    {
        using Wires wires = PpkLab.Run(
            Settings(KeyExchangeMethod.MlKem768), new Responder(new SeededRandom(2)) { Further = new FurtherScript { Bend = (_, p) => Bent(answer, p) } });

        Assert.Null(wires.Up);
        IkeFault fault = wires.Down!.Fault;
        string expected = answer switch
        {
            "empty" => "no payload KeyExchange in a message of IkeIntermediate",
            "other method" => "IKE_INTERMEDIATE of the gateway is not of ke1_mlkem768",
            "short" or "long" => "the gateway's value for ke1_mlkem768 is not valid",
            "twice" => "2 payloads KeyExchange in a message of IkeIntermediate",
            "no proposal" => "the gateway accepts none of the proposals (NO_PROPOSAL_CHOSEN)",
            "invalid syntax" => "the gateway refused with INVALID_SYNTAX",
            "critical" => "critical payload 200 is not known here",
            _ => "no answer to IKE_AUTH, although IKE_SA_INIT was answered",
        };
        Assert.Equal(expected, fault.Message);

        // A ciphertext that was not made for our key leads to keys that nobody else has; what is sent under them tells nothing.
        Assert.Equal(answer == "not a ciphertext", wires.Sent.Any(m => m[18] == (byte)ExchangeType.IkeAuth));
        Assert.DoesNotContain(wires.Sent, m => m[18] == (byte)ExchangeType.Informational);
    }

    [Fact]
    public void A_gateway_that_chooses_it_and_does_not_announce_it_is_refused()
    {
        using Wires wires = PpkLab.Run(
            Settings(KeyExchangeMethod.MlKem768), new Responder(new SeededRandom(2)) { Further = new FurtherScript { Announces = false } });

        Assert.Equal("the gateway chose ke1_mlkem768 and does not do IKE_INTERMEDIATE (RFC 9242)", wires.Down!.Fault.Message);
        Assert.All(wires.Sent, m => Assert.Equal(ExchangeType.IkeSaInit, (ExchangeType)m[18]));
    }

    [Fact]
    public void A_gateway_that_chooses_one_method_twice_is_refused()
    {
        IkeSettings settings = Settings(KeyExchangeMethod.MlKem768, KeyExchangeMethod.MlKem768);
        using Wires wires = PpkLab.Run(settings, Gateway(new FurtherScript()));

        Assert.Equal("ke2_mlkem768, which repeats another key exchange", wires.Down!.Fault.Message);
    }

    [Fact]
    public void Keys_are_handed_out_for_each_stage_where_that_is_wanted()
    {
        using Wires wires = PpkLab.Run(Settings(KeyExchangeMethod.MlKem768) with { ExportKeys = true }, Gateway(new FurtherScript()));

        Assert.NotNull(wires.Up);
        Assert.Equal(2, wires.Actions.OfType<ExportIkeKeys>().Count());
    }

    private static List<Payload> Bent(string how, List<Payload> answer)
    {
        KePayload ke = answer.OfType<KePayload>().Single();
        return how switch
        {
            "empty" => [],
            "other method" => [new KePayload(KeyExchangeMethod.MlKem1024, ke.Data)],
            "short" => [ke with { Data = ke.Data[..^1] }],
            "long" => [ke with { Data = (byte[])[.. ke.Data.Span, 0] }],
            "twice" => [ke, ke],
            "no proposal" => [Notifications.Of(NotifyType.NoProposalChosen)],
            "invalid syntax" => [Notifications.Of(NotifyType.InvalidSyntax)],
            "critical" => [ke, new UnknownPayload((PayloadType)200, critical: true, default)],
            _ => [ke with { Data = new byte[ke.Data.Length] }],
        };
    }

    private static Responder Gateway(FurtherScript? script) => new(new SeededRandom(2)) { Further = script };

    /// <summary>X25519 with these behind it, and after that proposal the same without them.</summary>
    private static IkeSettings Settings(params KeyExchangeMethod[] additional)
    {
        Proposal hybrid = TestSettings.GcmX25519 with
        {
            Transforms =
            [
                .. TestSettings.GcmX25519.Transforms,
                .. additional.Select((m, i) => new AdditionalExchange(i + 1, m).ToTransform()),
            ],
        };
        return TestSettings.Create() with { IkeProposals = [hybrid, TestSettings.GcmX25519 with { Number = 2 }] };
    }
}
