using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Capture = Holdfast.Lab.Tools.Capture;

namespace Holdfast.Lab.Tests;

/// <summary>What belongs into the tunnel leaves in clear in no state, and who wants it open opens it.</summary>
public sealed partial class LeakTests : LabTest
{
    private const string PublicV4 = "198.51.100.1", PublicV6 = "2001:db8:99::1";
    private const string RunFolder = "holdfast";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Inner and public destinations of both families, and the gateway itself for programs other than the agent.</summary>
    private static readonly string[] Kept = [Addresses.HostV4, Addresses.HostV6, PublicV4, PublicV6, Addresses.Gateway];

    [GeneratedRegex("connecting to")]
    private static partial Regex Connecting { get; }

    [GeneratedRegex("stays blocked.*holdfast down")]
    private static partial Regex StaysBlocked { get; }

    /// <summary>
    /// As behind a carrier's NAT. The kernel judges the router of a new route by the rules too: they must not keep out what the site's DHCP
    /// client does for a link that comes back.
    /// </summary>
    [Fact]
    public void An_uplink_whose_router_has_no_private_address_comes_back_while_nothing_may_leave()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Connect(RoutingTests.Everything).Kill();
        lab.Site.Ip($"""
            route del default
            addr add 100.64.0.2/24 dev {Topology.Wan}
            """);
        lab.Topology.Nat.Ip("addr add 100.64.0.1/24 dev inside");
        lab.Site.Ip($"route add default via 100.64.0.1 dev {Topology.Wan}");
        using var escapes = new Escapes(lab.Site, Kept);
        escapes.WaitForMore();
        Assert.Equal(0, escapes.Sent);
        var agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
    }

    [Fact]
    public void Nothing_leaves_in_clear_from_before_the_first_connection_to_after_the_last()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(RoutingTests.WholeInternet, Prepare);
        DeclarePublicNetworksLocal(lab);
        lab.Topology.Nat.Nft("insert rule ip filter forwarding udp dport { 500, 4500 } counter drop comment \"cut\"");
        var settings = RoutingTests.Everything with { LivenessInterval = "1s" };
        var agent = lab.StartAgent(settings);
        agent.WaitForLine(Connecting);

        var path = Path.Combine(lab.Topology.Folder, "outside.pcapng");
        using var capture = new Capture(lab.Topology.Nat, "inside", path);
        using var escapes = new Escapes(lab.Site, Kept);
        escapes.WaitForMore();
        Assert.Equal(0, escapes.Sent);
        Reconnect(lab);
        agent.WaitForConnected();
        escapes.WaitForMore();
        Assert.True(escapes.Sent > 0);

        foreach (var replace in new Action[] { () => lab.Gateway.RekeyChild(), lab.Gateway.RekeyIke, () => lab.Gateway.TerminateChild() })
        {
            replace();
            escapes.WaitForMore();
        }

        agent = KillAndStartAgain(lab, agent, settings, escapes);
        CutTheLink(lab, escapes);
        RestartTheGateway(lab, agent, escapes);
        Upgrade(lab, agent, escapes);

        escapes.WaitForMore();
        capture.Stop(Addresses.Site);
        Log($"{escapes.Sent} sent, {escapes.Refused} refused");
        Assert.Equal(0, escapes.CountIn(path));
    }

    [Fact]
    public void Nothing_leaves_in_clear_while_the_configuration_changes()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(RoutingTests.WholeInternet, Prepare);
        DeclarePublicNetworksLocal(lab);
        var everything = RoutingTests.Everything;
        var agent = lab.Connect(everything);
        var path = Path.Combine(lab.Topology.Folder, "outside.pcapng");
        using var capture = new Capture(lab.Topology.Nat, "inside", path);
        using var escapes = new Escapes(lab.Site, Kept);
        AgentSettings[] changes =
        [
            everything with { LivenessInterval = "2s" },
            everything with { LocalNetwork = "block" },
            everything with { Connections = [new AgentConnection("renamed")] },
            everything with { Secret = "another one" },
            everything,
        ];
        foreach (var change in changes)
        {
            AgentFile.Write(lab.Topology.Site, change.ToJson());
            var reload = lab.Holdfast("reload");
            Assert.True(reload.ExitCode == 0, reload.Error);
            escapes.WaitForMore();
            if (change.Secret == everything.Secret)
                Wait.Until("a session stands", () => lab.Status().IkeSpis.Count == 1, Patience);
            escapes.WaitForMore();
        }

        capture.Stop(Addresses.Site);
        Log($"{escapes.Sent} sent, {escapes.Refused} refused");
        Assert.True(escapes.Sent > 0);
        Assert.Equal(0, escapes.CountIn(path));
        Assert.Equal(0, agent.Stop());
    }

    [Fact]
    public void What_escapes_would_be_seen_and_down_opens_also_after_an_agent_that_is_gone()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(RoutingTests.WholeInternet, Prepare);
        var before = lab.SiteSnapshot();
        var path = Path.Combine(lab.Topology.Folder, "outside.pcapng");
        lab.Connect(RoutingTests.Everything).Kill();
        Assert.NotEqual(before, lab.SiteSnapshot());
        using var capture = new Capture(lab.Topology.Nat, "inside", path);
        using var escapes = new Escapes(lab.Site, Kept);
        Assert.Equal(0, escapes.Sent);

        var down = lab.Holdfast("down");
        Assert.Equal((0, before), (down.ExitCode, lab.SiteSnapshot()));
        Assert.Contains("in clear", down.Output, StringComparison.Ordinal);
        escapes.WaitForMore();
        capture.Stop(Addresses.Site);
        Assert.True(escapes.CountIn(path) >= Kept.Length);
        Assert.DoesNotContain("kernel", Directory.EnumerateFiles(Path.Combine(lab.Topology.Site.Run, RunFolder)).Select(Path.GetFileName));
    }

    [Fact]
    public void Down_and_up_of_a_running_agent()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(RoutingTests.Everything);
        var down = lab.Holdfast("down", "main");
        Assert.Equal((0, "main is down: traffic goes its usual ways, in clear\n"), (down.ExitCode, down.Output));
        Assert.Equal(before, Without(lab.SiteSnapshot(), "hf0"));
        Assert.Contains("down, as asked", lab.Holdfast("status").Output, StringComparison.Ordinal);
        lab.Gateway.WaitForNoSa();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.Gateway, 2).LossPercent);

        Assert.Equal(0, lab.Holdfast("up").ExitCode);
        Wait.Until("it is connected again", () => lab.Holdfast("status").Output.Contains("state          connected"), Patience);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(1, lab.Holdfast("down", "other").ExitCode);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        agent.WaitForLine(StaysBlocked);
        Assert.Equal(100, LossTo(lab, Addresses.Gateway));
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void While_it_is_not_connected_status_says_blocked()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Topology.CutOffGateway();
        lab.StartAgent(RoutingTests.Everything).WaitForLine(Connecting);
        Assert.Contains("blocked (kill switch)", lab.Holdfast("status").Output, StringComparison.Ordinal);
        Assert.Contains("\"blocked\": true", lab.Holdfast("status", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_start_does_not_want_any_more_is_opened_by_it()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        var before = lab.SiteSnapshot();
        lab.Connect(RoutingTests.Everything).Kill();
        var agent = lab.Connect(RoutingTests.Everything with { KillSwitch = false });
        agent.Stop();
        Assert.Equal(before, lab.SiteSnapshot());
    }

    [Fact]
    public void What_has_our_tag_but_is_not_in_our_journal_stays()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Site.Ip("""
            rule add priority 77 table 999 protocol 72
            route add unreachable 203.0.113.0/24 table 999 protocol 72
            """);
        var before = lab.SiteSnapshot();
        lab.Connect(RoutingTests.Everything).Kill();
        var agent = lab.Connect(RoutingTests.Everything);
        Assert.Contains("protocol 72", agent.Transcript, StringComparison.Ordinal);
        agent.Stop();
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("block")]
    public void The_sites_own_network_is_reached_as_configured_and_the_host_behind_the_gateway_always(string choice)
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Connect(RoutingTests.Everything with { LocalNetwork = choice });
        Assert.Equal(choice == "allow" ? 0 : 100, LossTo(lab, Addresses.NatInside));
        Assert.Equal(0, LossTo(lab, Addresses.HostV4));
        Assert.Equal(0, LossTo(lab, Addresses.HostV6));
    }

    [Fact]
    public void A_network_that_is_named_behind_the_gateway_is_not_drawn_out_by_one_that_claims_to_be_local()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Site.Ip($"route add {Addresses.LanV4} via {Addresses.NatInside}");
        lab.Connect(RoutingTests.Everything with { RemoteSubnets = ["0.0.0.0/0", Addresses.LanV4] });
        Assert.Equal(0, LossTo(lab, Addresses.HostV4));
    }

    /// <summary>CVE-2019-14899: who is on the same link sends to the inner address.</summary>
    [Fact]
    public void What_comes_from_outside_for_an_inner_address_is_dropped()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        var agent = lab.Connect(RoutingTests.Everything);
        var inner = lab.Status().Addresses.First(address => address.Contains('.', StringComparison.Ordinal));
        lab.Topology.Nat.Ip($"route add {inner} via {Addresses.Site}");
        Assert.Equal(100, Ping.Run(lab.Topology.Nat, inner, 3).LossPercent);
        Assert.Matches(@"counter packets [1-9]\d* ", lab.Site.Check("nft", "list", "table", "inet", "holdfast"));
        Assert.Equal(0, LossTo(lab, Addresses.HostV4));

        // Without the filter the site would answer.
        lab.Site.Nft("delete table inet holdfast");
        Assert.Equal(0, Ping.Run(lab.Topology.Nat, inner, 3).LossPercent);
        agent.Stop();
        Assert.Equal("", lab.Site.Check("nft", "list", "ruleset"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_reverse_path_check_does_not_stand_in_the_way_and_is_as_before_in_the_end(int mode)
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        lab.Site.Sysctl($"net/ipv4/conf/all/rp_filter={mode}", $"net/ipv4/conf/wan/rp_filter={mode}");
        var agent = lab.Connect(RoutingTests.Everything);
        Assert.Equal(0, LossTo(lab, Addresses.HostV4));
        Assert.Equal("1\n", lab.Site.Check("cat", "/proc/sys/net/ipv4/conf/all/src_valid_mark"));
        agent.Stop();
        Assert.Equal("0\n", lab.Site.Check("cat", "/proc/sys/net/ipv4/conf/all/src_valid_mark"));
    }

    /// <summary>IPv6 outside as well, which nothing but the kill switch keeps in.</summary>
    private static void Prepare(Topology topology)
    {
        topology.AddIpv6();
        topology.Site.Network.Sysctl("net/ipv6/conf/wan/keep_addr_on_down=1");
    }

    /// <summary>TunnelVision: routes that a hostile DHCP server gave, each better than a default route.</summary>
    private static void DeclarePublicNetworksLocal(TunnelLab lab) => lab.Site.Ip($"""
        route replace 0.0.0.0/1 via {Addresses.NatInside}
        route replace 128.0.0.0/1 via {Addresses.NatInside}
        route replace 198.51.100.0/24 via {Addresses.NatInside}
        route replace 192.0.2.0/24 via {Addresses.NatInside}
        route replace 2000::/3 via {Addresses.RouterInsideV6}
        """);

    private static void Reconnect(TunnelLab lab)
    {
        var rules = lab.Topology.Nat.Check("nft", "-a", "list", "chain", "ip", "filter", "forwarding").Split('\n');
        var handle = rules.First(rule => rule.Contains("cut", StringComparison.Ordinal)).Split(' ')[^1];
        lab.Topology.Nat.Check("nft", "delete", "rule", "ip", "filter", "forwarding", "handle", handle);
    }

    private static HoldfastProcess KillAndStartAgain(TunnelLab lab, HoldfastProcess agent, AgentSettings settings, Escapes escapes)
    {
        agent.Kill();
        escapes.WaitForMore();
        var next = lab.Connect(settings);
        escapes.WaitForMore();
        return next;
    }

    private static void CutTheLink(TunnelLab lab, Escapes escapes)
    {
        lab.Site.Ip($"link set {Topology.Wan} down");
        escapes.WaitForMore();
        lab.Site.Ip($"""
            link set {Topology.Wan} up
            route replace default via {Addresses.NatInside}
            route replace default via {Addresses.RouterInsideV6}
            """);
        DeclarePublicNetworksLocal(lab);
        escapes.WaitForMore();
        Wait.Until("the tunnel carries again", () => LossTo(lab, Addresses.HostV4) == 0, Patience);
    }

    private static void RestartTheGateway(TunnelLab lab, HoldfastProcess agent, Escapes escapes)
    {
        lab.Gateway.Terminate();
        agent.WaitForLine(AgentLog.DeletedByGateway);
        escapes.WaitForMore();
        Wait.Until("the tunnel carries again", () => LossTo(lab, Addresses.HostV4) == 0, Patience);
    }

    /// <summary>The service is stopped, the binary replaced and started.</summary>
    private static void Upgrade(TunnelLab lab, HoldfastProcess agent, Escapes escapes)
    {
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        agent.WaitForLine(StaysBlocked);
        escapes.WaitForMore();
        var next = lab.StartAgentAsConfigured();
        next.WaitForConnected();
        escapes.WaitForMore();
        next.Stop();
    }

    private static string Without(string snapshot, string device) =>
        string.Join('\n', snapshot.Split('\n').Where(line => !line.Contains(device, StringComparison.Ordinal)));

    private static double LossTo(TunnelLab lab, string address)
    {
        try
        {
            return Ping.Run(lab.Site, address, 2).LossPercent;
        }
        catch (LabException)
        {
            return 100; // refused at once, and ping has nothing to count
        }
    }
}
