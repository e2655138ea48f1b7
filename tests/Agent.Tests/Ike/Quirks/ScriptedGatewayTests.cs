using Holdfast.Esp;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Tests.Config;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Quirks;

/// <summary>Scripted gateways that behave as FortiGate, RouterOS and Windows are known to; none of these was at hand.</summary>
public sealed class ScriptedGatewayTests
{
    private const string Subnets = "\"esp\": \"aes128gcm16\", \"localSubnets\": [\"10.1.0.0/16\", \"10.2.0.0/16\"], \"remoteSubnets\": [\"10.20.0.0/16\", \"10.21.0.0/16\"]";
    private const string OnePair = "\"requestAddress\": [], \"localSubnets\": \"10.1.0.0/16\", \"remoteSubnets\": \"10.20.0.0/16\"";

    private static readonly TrafficSelector Local = TrafficSelector.FromPrefix(IpAddress.Parse("10.1.0.0"), 16);
    private static readonly TrafficSelector Remote = TrafficSelector.FromPrefix(IpAddress.Parse("10.20.0.0"), 16);

    /// <summary>FortiGate takes the first selector of each side, and refuses what does not begin with a pair that it has not yet.</summary>
    [Theory]
    [InlineData("\"profile\": \"fortigate\", \"requestAddress\": []", 4)]
    [InlineData("\"profile\": \"opnsense\", \"requestAddress\": []", 4)]
    [InlineData("\"requestAddress\": []", 1)]
    public void Scripted_FortiGate_with_one_pair_of_subnets_a_child_sa_gets_all_pairs_with_the_profile_alone(string more, int children)
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p.Where(x => x is not TsPayload and not ConfigPayload), .. FirstPair([Local], [Remote])] };
        gateway.AnswerCreate = request => [.. gateway.Grant(request).Where(p => p is not TsPayload), .. FirstPair(Of(request, true), Of(request, false))];
        using Wires wires = Wires.Connected(gateway, Map($"{more}, {Subnets}"));
        wires.Pass(TimeSpan.FromSeconds(15));

        List<ChildSaSpec> specs = [.. wires.Actions.OfType<InstallChild>().Select(i => i.Spec)];
        Assert.Equal(children, specs.Select(s => (s.Local.Single(), s.Remote.Single())).Distinct().Count());
        Assert.Equal(children, specs.Count);
    }

    /// <summary>It began to make the same Child SA when it was asked for one: two stand for one pair.</summary>
    [Fact]
    public void Scripted_FortiGate_that_makes_the_pair_once_more_keeps_that_and_the_first_one_is_deleted()
    {
        using Wires wires = Duplicated("\"profile\": \"fortigate\", ");
        uint first = wires.Child!.InboundSpi;
        InstallChild second = wires.Actions.OfType<InstallChild>().Last();

        Assert.Equal((false, first), (second.SendToo, second.Replaces));
        wires.Do(s => s.NoteInboundTraffic(second.Spec.InboundSpi, wires.Now));
        Assert.Contains(wires.Actions, a => a is SendThrough through && through.InboundSpi == second.Spec.InboundSpi);
        wires.Pass(TimeSpan.FromMinutes(3));
        Assert.Equal([first], wires.Gateway.DeletedChildren);
        Assert.Equal([first], wires.Actions.OfType<RemoveChild>().Select(r => r.InboundSpi));
        Assert.Null(wires.Down);
    }

    [Fact]
    public void Without_the_profile_both_stand()
    {
        using Wires wires = Duplicated("");
        wires.Pass(TimeSpan.FromMinutes(3));

        Assert.Null(wires.Actions.OfType<InstallChild>().Last().Replaces);
        Assert.Empty(wires.Gateway.DeletedChildren);
    }

    /// <summary>Other selectors are another Child SA, also with the profile.</summary>
    [Fact]
    public void A_narrower_one_of_the_gateway_replaces_nothing()
    {
        using Wires wires = Duplicated("\"profile\": \"fortigate\", ", TrafficSelector.FromPrefix(IpAddress.Parse("10.20.7.0"), 24));
        wires.Pass(TimeSpan.FromMinutes(3));

        Assert.Empty(wires.Gateway.DeletedChildren);
    }

    /// <summary>Nor does it harm where the gateway itself ends the one that was replaced.</summary>
    [Fact]
    public void Scripted_FortiGate_that_deletes_the_first_one_itself_leaves_the_second()
    {
        using Wires wires = Duplicated("\"profile\": \"fortigate\", ");
        wires.Deliver(wires.Gateway.Request(ExchangeType.Informational, new DeletePayload(ProtocolId.Esp, [wires.Gateway.EspSpi])));
        wires.Pass(TimeSpan.FromMinutes(3));

        uint second = wires.Actions.OfType<InstallChild>().Last().Spec.InboundSpi;
        Assert.Contains(wires.Actions, a => a is SendThrough through && through.InboundSpi == second);
        Assert.Equal(2, wires.Actions.OfType<InstallChild>().Count());
        Assert.DoesNotContain(second, wires.Gateway.DeletedChildren);
    }

    /// <summary>On IKE_SA_INIT it begins a session of its own; an initiator alone has no answer to that.</summary>
    [Fact]
    public void Scripted_FortiGate_that_begins_a_session_of_its_own_is_not_answered()
    {
        using Wires wires = Wires.Connected(Gateway(), Map($"\"profile\": \"fortigate\", {OnePair}"));
        int sent = wires.Sent.Count;
        wires.Deliver(PlainMessage.Build(0x77, [new NoncePayload(new byte[32])]));
        wires.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(sent, wires.Sent.Count);
        Assert.Null(wires.Down);
    }

    /// <summary>Both hashes fit nothing: whatever is made of them, ESP is in UDP and the messages are at its port.</summary>
    [Theory]
    [InlineData("\"profile\": \"fortigate\", ")]
    [InlineData("")]
    public void Scripted_FortiGate_with_wrong_nat_hashes_is_served_in_udp(string profile)
    {
        using Wires wires = Wires.Connected(
            Gateway(p => [.. p.Select(x => IsNatHash(x) ? ((NotifyPayload)x) with { Data = new byte[20] } : x)]), Map(profile + OnePair));

        Assert.Equal(new NatStatus(LocalIsBehindNat: true, RemoteIsBehindNat: true), wires.Up!.Details.Nat);
        Assert.Equal(IkeTransport.Udp4500, wires.Actions.OfType<Send>().Last().Transport);
    }

    /// <summary>RouterOS asks for its address anew with each rekey of a Child SA that it begins (RFC 7296 appendix C.4 allows it).</summary>
    [Theory]
    [InlineData("\"profile\": \"routeros\", ", ConfigurationType.Request)]
    [InlineData("\"profile\": \"routeros\", ", ConfigurationType.Set)]
    [InlineData("", ConfigurationType.Request)]
    public void Scripted_RouterOS_with_a_CP_in_its_rekey_of_a_child_sa_gets_it(string profile, ConfigurationType type)
    {
        using Wires wires = Wires.Connected(Gateway(), Map(profile + OnePair));
        ConfigPayload configuration = new(type, [ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp4Address)]);
        IReadOnlyList<Payload> answer = Ask(
            wires, Remote, configuration, Notifications.OfChild(NotifyType.RekeySa, wires.Gateway.EspSpi));

        Assert.Single(answer.OfType<SaPayload>());
        Assert.Equal(wires.Child!.InboundSpi, wires.Actions.OfType<InstallChild>().Last().Replaces);
    }

    [Fact]
    public void With_the_profile_of_RouterOS_the_keys_are_renewed_before_it_would_do_so_itself()
    {
        Responder gateway = Gateway();
        gateway.AnswerCreate = gateway.Grant;
        using Wires wires = Wires.Connected(gateway, Map($"\"profile\": \"routeros\", \"rekeyTest\": false, \"esp\": \"aes128gcm16\", {OnePair}"));

        wires.Pass(TimeSpan.FromMinutes(17));
        Assert.Single(wires.Actions.OfType<InstallChild>());
        wires.Pass(TimeSpan.FromMinutes(4));
        Assert.Equal(2, wires.Actions.OfType<InstallChild>().Count());
    }

    /// <summary>Its answer comes from another address of the server's: the hash of its source tells, and is a NAT's.</summary>
    [Fact]
    public void Scripted_Windows_that_answers_from_another_address_is_connected_to()
    {
        Responder gateway = new(new SeededRandom(2))
        {
            PathAsSeen = new IkePath(IpAddress.Parse("192.0.2.77"), 500, TestSettings.Path.Local, TestSettings.Path.LocalPort),
            BendAuth = p => [.. p.Where(x => x is not TsPayload and not ConfigPayload), .. FirstPair([Local], [Remote])],
            Groups = [KeyExchangeMethod.Ecp384, KeyExchangeMethod.Modp2048],
        };
        using Wires wires = Wires.Connected(gateway, Map($"\"profile\": \"windows\", {OnePair}"));

        Assert.Equal(new NatStatus(LocalIsBehindNat: false, RemoteIsBehindNat: true), wires.Up!.Details.Nat);
        Assert.Equal("aes256gcm16-prfsha384-ecp384", wires.Up.Details.IkeSuite);
        Assert.Equal(2, wires.Sent.Count);
    }

    /// <summary>
    /// Behind a NAT its side refuses a rekey with a number of its own (12345), which is an error. The Child SA stays in use, and a new
    /// session is asked for long before its keys end.
    /// </summary>
    [Fact]
    public void Scripted_Windows_that_refuses_the_rekey_of_a_child_sa_loses_no_traffic()
    {
        Responder gateway = Gateway();
        gateway.AnswerCreate = _ => [new NotifyPayload((NotifyType)12345, new byte[4])];
        using Wires wires = Wires.Connected(gateway, Map($"\"profile\": \"windows\", {OnePair}"));
        wires.Pass(TimeSpan.FromMinutes(1));

        ReauthenticationDue due = Assert.Single(wires.Actions.OfType<ReauthenticationDue>());
        Assert.InRange(due.Deadline - wires.Now, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
        Assert.Empty(wires.Actions.OfType<RemoveChild>());
        Assert.Null(wires.Down);
    }

    /// <summary>With a gateway that has no group for Child SAs, as Windows and those for Apple's clients by default.</summary>
    [Theory]
    [InlineData("windows")]
    [InlineData("azure")]
    [InlineData("apple")]
    public void Rekeys_of_a_child_sa_carry_no_key_exchange_with_these_profiles(string profile)
    {
        Responder gateway = Gateway();
        gateway.AnswerCreate = gateway.Grant;
        using Wires wires = Wires.Connected(gateway, Map($"\"profile\": \"{profile}\", {OnePair}"));
        wires.Pass(TimeSpan.FromMinutes(1));

        IReadOnlyList<Payload> rekey = gateway.Requests.Single(r => r.Find(NotifyType.RekeySa) is not null);
        Assert.Empty(rekey.OfType<KePayload>());
        Assert.Equal(2, wires.Actions.OfType<InstallChild>().Count());
    }

    private static Wires Duplicated(string profile, TrafficSelector? remote = null)
    {
        Wires wires = Wires.Connected(Gateway(), Map($"{profile}\"rekeyTest\": false, {OnePair}"));
        Assert.Single(Ask(wires, remote ?? Remote).OfType<SaPayload>());
        return wires;
    }

    private static Responder Gateway(Func<List<Payload>, List<Payload>>? bendInit = null) => new(new SeededRandom(2))
    {
        BendInit = bendInit ?? (p => p),
        BendAuth = p => [.. p.Where(x => x is not TsPayload and not ConfigPayload), .. FirstPair([Local], [Remote])],
        Groups = [KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp384],
    };

    /// <summary>A CREATE_CHILD_SA of the gateway's, whose side is TSi.</summary>
    private static IReadOnlyList<Payload> Ask(Wires wires, TrafficSelector remote, params Payload[] first)
    {
        Proposal proposal = TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 9, 9, 0, 0 } };
        wires.Deliver(wires.Gateway.Request(ExchangeType.CreateChildSa,
        [
            .. first, new SaPayload([proposal]), new NoncePayload(new byte[32]), new TsPayload(true, [remote]), new TsPayload(false, [Local]),
        ]));
        wires.Pass(TimeSpan.FromMilliseconds(20));
        return wires.Gateway.Responses[0];
    }

    private static IReadOnlyList<TrafficSelector> Of(IReadOnlyList<Payload> payloads, bool isInitiator) =>
        payloads.OfType<TsPayload>().Single(t => t.IsInitiator == isInitiator).Selectors;

    private static Payload[] FirstPair(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote) =>
        [new TsPayload(true, [local[0]]), new TsPayload(false, [remote[0]])];

    private static bool IsNatHash(Payload payload) =>
        payload is NotifyPayload { NotifyType: NotifyType.NatDetectionSourceIp or NotifyType.NatDetectionDestinationIp };

    private static IkeSettings Map(string more)
    {
        Assert.True(CredentialSources.TryMake(
            ConfigFile.Connection(ConfigFile.With(more).Replace("correct horse", TestSettings.Secret, StringComparison.Ordinal)),
            out Credential? credential, out _));
        return SettingsMapper.Map(ConfigFile.Connection(ConfigFile.With(more)), credential, exportKeys: false) with
        {
            Connecting = RetransmitPolicy.Default,
        };
    }
}
