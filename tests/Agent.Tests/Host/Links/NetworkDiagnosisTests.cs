using System.Net;
using System.Text;
using Holdfast.Host.Links;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Links;

public sealed class NetworkDiagnosisTests
{
    private static readonly NetworkFacts Silence = new() { Uplink = "eth0 (ethernet)" };

    private static readonly (NetworkFacts Facts, NetworkVerdict Verdict, string Words)[] Cases =
    [
        (default, NetworkVerdict.NoUplink, "no uplink"),
        (Silence with { Router = RouterState.Silent, Names = NameState.NoAnswer }, NetworkVerdict.RouterSilent, "the router on eth0 (ethernet)"),
        (Silence with { Router = RouterState.Answers, Names = NameState.NoAnswer }, NetworkVerdict.NoNames, "no name server answers"),
        (Silence with { Router = RouterState.Answers, Names = NameState.Unknown }, NetworkVerdict.NoNames, "know no address of gw.example.org"),
        (Silence with { Names = NameState.NoAnswer, Internet = InternetState.Captive }, NetworkVerdict.CaptivePortal, "login in a browser"),
        (Silence with { Names = NameState.Resolved, IsPortRefused = true }, NetworkVerdict.GatewaySilent, "nothing listens"),
        (Silence with { Names = NameState.Resolved, IsUnreachable = true }, NetworkVerdict.UdpBlocked, "refuses the way"),
        (Silence with { Names = NameState.Resolved, HasAnswered = true }, NetworkVerdict.UdpBlocked, "4500"),
        (Silence with { Names = NameState.Resolved, Internet = InternetState.Open }, NetworkVerdict.GatewaySilent, "the Internet is there"),
        (Silence with { Names = NameState.NotAsked, Internet = InternetState.NoAnswer }, NetworkVerdict.GatewaySilent, "nor the Internet"),
        (Silence, NetworkVerdict.GatewaySilent, "gw.example.org does not answer"),
        // What was heard from beyond the router says that it lives, whatever its neighbour entry.
        (Silence with { Router = RouterState.Silent, Internet = InternetState.Open }, NetworkVerdict.GatewaySilent, "the Internet is there"),
        (Silence with { Router = RouterState.Silent, HasAnswered = true }, NetworkVerdict.UdpBlocked, "answered at first"),
    ];

    [Fact]
    public void Each_kind_of_silence_has_its_word_and_one_line() => Assert.All(Cases, one =>
    {
        Diagnosis diagnosis = NetworkDiagnosis.Of(one.Facts, "gw.example.org");

        Assert.Equal(one.Verdict, diagnosis.Verdict);
        Assert.Contains(one.Words, diagnosis.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', diagnosis.Text);
    });

    [Theory]
    [InlineData(0, null, InternetState.NoAnswer)]
    [InlineData(204, null, InternetState.Open)]
    [InlineData(200, "", InternetState.Open)]
    [InlineData(200, "success\n", InternetState.Open)]
    [InlineData(200, "<html>log in</html>", InternetState.Captive)]
    [InlineData(200, null, InternetState.Captive)]
    [InlineData(302, null, InternetState.Captive)]
    [InlineData(511, null, InternetState.Captive)]
    [InlineData(404, null, InternetState.NotAsked)]
    [InlineData(503, null, InternetState.NotAsked)]
    public void A_page_or_a_way_elsewhere_comes_from_somebody_in_between(int status, string? body, InternetState expected) =>
        Assert.Equal(expected, InternetAnswer.Of(status, body is null ? null : Encoding.ASCII.GetBytes(body)));

    [Fact]
    public void A_long_text_is_no_answer_to_a_check() =>
        Assert.Equal(InternetState.Captive, InternetAnswer.Of(200, new byte[129]));

    [Fact]
    public void The_Internet_is_asked_after_15_seconds_of_silence_and_at_most_every_5_minutes()
    {
        CheckPace pace = new();
        Instant start = new(0);

        Assert.False(pace.TryBegin(start, start + TimeSpan.FromSeconds(14)));
        Assert.True(pace.TryBegin(start, start + TimeSpan.FromSeconds(15)));
        Assert.False(pace.TryBegin(start, start + TimeSpan.FromSeconds(314)));
        Assert.True(pace.TryBegin(start, start + TimeSpan.FromSeconds(315)));
        Assert.False(pace.TryBegin(Instant.Never, start + TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(NeighbourState.Reachable, RouterState.Answers)]
    [InlineData(NeighbourState.Stale, RouterState.Answers)]
    [InlineData(NeighbourState.Failed, RouterState.Silent)]
    [InlineData(NeighbourState.Incomplete, RouterState.Silent)]
    [InlineData(NeighbourState.Probe, RouterState.Unknown)]
    public void The_neighbour_table_says_whether_the_router_answers(NeighbourState state, RouterState expected)
    {
        Uplink uplink = Network.Uplink("eth0");
        NeighbourEntry router = new(2, IPAddress.Parse("10.0.0.1"), state);

        Assert.Equal(expected, RouterCheck.Of(uplink, [router]));
        Assert.Equal(RouterState.Unknown, RouterCheck.Of(uplink, [router with { Link = 3 }]));
        Assert.Equal(RouterState.Unknown, RouterCheck.Of(uplink, [router with { Address = IPAddress.Parse("10.0.0.9") }]));
        Assert.Equal(RouterState.Unknown, RouterCheck.Of(uplink, []));
    }

    [Fact]
    public void A_router_that_answers_in_one_family_lives()
    {
        Uplink uplink = Network.Uplink("eth0", routes: [Route("0.0.0.0/0", "10.0.0.1"), Route("::/0", "fe80::1")]);

        Assert.Equal(RouterState.Answers, RouterCheck.Of(uplink,
        [
            new NeighbourEntry(2, IPAddress.Parse("10.0.0.1"), NeighbourState.Failed),
            new NeighbourEntry(2, IPAddress.Parse("fe80::1"), NeighbourState.Reachable),
        ]));
    }

    [Theory]
    [InlineData("eth0", LinkEntry.Ethernet, "", "", UplinkKind.Ethernet)]
    [InlineData("enp3s0", LinkEntry.Ethernet, "", "", UplinkKind.Ethernet)]
    [InlineData("br-lan", LinkEntry.Ethernet, "bridge", "bridge", UplinkKind.Ethernet)]
    [InlineData("wlan0", LinkEntry.Ethernet, "", "wlan", UplinkKind.WiFi)]
    [InlineData("phy0-sta0", LinkEntry.Ethernet, "", "wlan", UplinkKind.WiFi)]
    [InlineData("wlp2s0", LinkEntry.Ethernet, "", "", UplinkKind.WiFi)]
    [InlineData("wwan0", LinkEntry.Ethernet, "", "wwan", UplinkKind.Cellular)]
    [InlineData("wwan0", LinkEntry.RawIp, "", "", UplinkKind.Cellular)]
    [InlineData("ppp0", LinkEntry.PointToPoint, "ppp", "ppp", UplinkKind.Cellular)]
    [InlineData("pppoe-wan", LinkEntry.PointToPoint, "ppp", "ppp", UplinkKind.Ethernet)]
    [InlineData("usb0", LinkEntry.Ethernet, "", "", UplinkKind.Cellular)]
    [InlineData("wg0", (ushort)0xFFFE, "wireguard", "wireguard", UplinkKind.Other)]
    public void A_link_is_told_by_its_driver_its_hardware_or_its_name(string name, ushort type, string kind, string deviceType, UplinkKind expected) =>
        Assert.Equal(expected, LinkKinds.Of(new LinkEntry(2, name, true, 1500) { HardwareType = type, Kind = kind }, deviceType));

    [Fact]
    public void Without_both_families_there_is_no_network()
    {
        Assert.True(new NetworkView(false, false, 1).IsOffline);
        Assert.False(new NetworkView(true, false, 1).IsOffline);
        Assert.False(new NetworkView(false, true, 1).IsOffline);
    }

    private static RouteEntry Route(string destination, string gateway) =>
        new(Network.Prefix(destination)) { Link = 2, Gateway = IPAddress.Parse(gateway) };
}
