using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

public sealed class ConnectTests
{
    [Fact]
    public void Two_round_trips_make_a_session()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Equal(2, wires.Sent.Count);
        Assert.True(wires.Gateway.IsAuthenticated);
        Assert.Equal("aes128gcm16-prfsha256-x25519", wires.Up!.Details.IkeSuite);
        Assert.Equal("gw.example.test", wires.Up.Details.PeerIdentity);
        Assert.Equal(new NatStatus(LocalIsBehindNat: true, RemoteIsBehindNat: false), wires.Up.Details.Nat);
    }

    [Fact]
    public void The_first_message_goes_to_port_500_and_the_rest_to_4500()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.RunUntil(() => wires.Up is not null);

        Assert.Equal(
            [IkeTransport.Udp500, IkeTransport.Udp4500], wires.Actions.OfType<Send>().Select(s => s.Transport));
    }

    [Fact]
    public void The_child_is_installed_before_the_tunnel_is_configured_and_both_before_the_session_is_up()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.RunUntil(() => wires.Up is not null);

        Type[] order = [.. wires.Actions.Select(a => a.GetType()).Where(t => t != typeof(Send) && t != typeof(Note))];
        Assert.Equal([typeof(GatewayAnswered), typeof(InstallChild), typeof(ConfigureTunnel), typeof(SessionUp)], order);
    }

    [Fact]
    public void Child_and_configuration_are_what_the_gateway_granted()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.RunUntil(() => wires.Up is not null);

        TunnelConfiguration tunnel = wires.Actions.OfType<ConfigureTunnel>().Single().Configuration;
        Assert.Equal([IpAddress.Parse("10.30.0.1")], tunnel.Addresses);
        Assert.Equal([IpAddress.Parse("10.20.0.53")], tunnel.DnsServers);
        Assert.Equal([TrafficSelector.FromPrefix(IpAddress.Parse("10.20.0.0"), 16)], tunnel.Remote);
        Assert.Equal(EspAlgorithm.Aes128Gcm16, wires.Child!.Algorithm);
        Assert.True(wires.Child.ExtendedSequenceNumbers);
        Assert.Equal(wires.Gateway.EspSpi, wires.Child.OutboundSpi);
        Assert.Equal(wires.Gateway.InitiatorEspSpi, wires.Child.InboundSpi);
        Assert.False(wires.Child.InboundKey.Span.SequenceEqual(wires.Child.OutboundKey.Span));
    }

    [Fact]
    public void Without_a_nat_encapsulation_is_still_forced_and_the_status_says_no_nat()
    {
        IkePath open = new(TestSettings.Path.Remote, 500, TestSettings.Path.Local, 500);
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)) { PathAsSeen = open });
        wires.RunUntil(() => wires.Up is not null);

        PayloadChain.TryDecode(PayloadType.SecurityAssociation, wires.Sent[0].AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> init, out _);
        ulong spi = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(wires.Sent[0]);
        byte[] honest = NatDetection.Digest(spi, 0, TestSettings.Path.Local, TestSettings.Path.LocalPort);
        NotifyPayload source = init.OfType<NotifyPayload>().Single(n => n.NotifyType == NotifyType.NatDetectionSourceIp);
        Assert.False(source.Data.Span.SequenceEqual(honest));
        Assert.Equal(default, wires.Up!.Details.Nat);
    }

    [Fact]
    public void A_cookie_is_returned_as_first_payload()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)) { Cookie = [1, 2, 3, 4] });

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Equal(3, wires.Sent.Count);
        PayloadChain.TryDecode(PayloadType.Notify, wires.Sent[1].AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> retry, out _);
        Assert.Equal(NotifyType.Cookie, Assert.IsType<NotifyPayload>(retry[0]).NotifyType);
    }

    [Fact]
    public void Another_group_is_taken_when_the_gateway_asks_for_an_offered_one()
    {
        using Wires wires = new(
            TestSettings.Create(), new Responder(new SeededRandom(2)) { Groups = [KeyExchangeMethod.Modp2048] });

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Equal("aes256-sha256-prfsha256-modp2048", wires.Up!.Details.IkeSuite);
    }

    [Fact]
    public void A_cookie_and_another_group_together_lead_to_the_session()
    {
        Responder gateway = new(new SeededRandom(2)) { Cookie = [9, 9], Groups = [KeyExchangeMethod.Ecp256] };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Equal("aes128gcm16-prfsha256-ecp256", wires.Up!.Details.IkeSuite);
    }

    [Fact]
    public void The_demanded_identity_is_sent_and_matched_without_regard_to_case()
    {
        IdPayload wanted = new(false, IdType.Fqdn, "GW.example.test"u8.ToArray());
        using Wires wires = new(TestSettings.Create() with { RemoteId = wanted }, new Responder(new SeededRandom(2)));

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Contains(wires.Gateway.LastPayloads, p => p is IdPayload { IsInitiator: false });
    }

    [Fact]
    public void Retransmissions_are_bit_identical_and_spaced_further_and_further()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };

        wires.RunUntil(() => wires.Down is not null);

        Assert.True(wires.Sent.Count >= 13);
        Assert.All(wires.Sent, m => Assert.Equal(wires.Sent[0], m));
        Assert.Equal(FaultKind.Unreachable, wires.Down!.Fault.Kind);
    }

    [Fact]
    public void Nothing_more_is_asked_for_after_the_end()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        wires.RunUntil(() => wires.Down is not null);

        Assert.True(wires.Session.IsClosed);
        Assert.Equal(Holdfast.Time.Instant.Never, wires.Session.NextDeadline);
        Assert.IsType<SessionDown>(wires.Actions[^1]);
    }

    [Fact]
    public void Keys_are_handed_out_only_on_request()
    {
        using Wires closed = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        using Wires open = new(TestSettings.Create() with { ExportKeys = true }, new Responder(new SeededRandom(2)));
        closed.RunUntil(() => closed.Up is not null);
        open.RunUntil(() => open.Up is not null);

        Assert.Empty(closed.Actions.OfType<ExportIkeKeys>());
        Assert.True(open.Actions.OfType<ExportIkeKeys>().Single().Keys.Ei.SequenceEqual(open.Gateway.Keys.Ei));
    }
}
