using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>IKE_AUTH with 4 kB of traffic selectors, over paths that let no IP fragment pass (RFC 7383).</summary>
public sealed partial class FragmentationTests : LabTest
{
    private static readonly IEnumerable<int> Ipv4 = Enumerable.Range(0, 10), Ipv6 = Enumerable.Range(0, 54);

    // A selector is 16 bytes for IPv4, 40 for IPv6. What is wanted beyond our inner address, the gateway leaves out.
    private static readonly AgentSettings Large = new()
    {
        RekeyTest = false,
        RemoteSubnets = [.. Ipv4.Select(i => $"10.20.{i}.0/25"), .. Ipv6.Select(i => $"fd00:20::{i:x}:0/112")],
        LocalSubnets = [.. Enumerable.Range(0, 64).Select(i => $"fd00:40:{i:x}::/64")],
    };

    [Theory]
    [InlineData(GatewayVersion.Installed, "yes", null, 1280)]
    [InlineData(GatewayVersion.Installed, "force", 576, 1280)]
    [InlineData(GatewayVersion.Sid, "yes", null, 1280)]
    [InlineData(GatewayVersion.Sid, "force", 576, 1500)]
    public void A_large_exchange_passes_in_fragments_of_its_own(
        GatewayVersion version, string fragmentation, int? size, int mtu)
    {
        var settings = new GatewaySettings { Version = version, Fragmentation = fragmentation, FragmentSize = size };
        using var lab = StartLab(settings, topology =>
        {
            Inhabit(topology);
            Narrow(topology, mtu);
        });
        lab.Connect(Large);

        // The gateway is connected before it has laid its many routes.
        Wait.Until(
            "the gateway's routes",
            () => Ping.Run(lab.Site, Addresses.HostV4, 1).Received + Ping.Run(lab.Site, Addresses.HostV6, 1).Received == 2,
            TimeSpan.FromSeconds(20));
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
        Assert.InRange(LargestReassembled(lab), 4096, 65535);
        // Rekeying has the same selectors.
        lab.Gateway.RekeyChild();
        using var traffic = lab.StartTraffic();
        traffic.RunFor(1);
        NothingIsLost(traffic);
        Agreement.WaitFor(lab);
    }

    /// <summary>The path is as narrow as it is meant to be.</summary>
    [Fact]
    public void Without_fragmentation_nothing_gets_through_such_a_path()
    {
        using var lab = StartLab(prepare: topology => Narrow(topology, 1280));
        var agent = lab.StartAgent(Large with { Fragmentation = false, ConnectTimeout = "3s" });
        Assert.Equal(ExitCodes.GatewayUnreachable, agent.WaitForExit());
    }

    [Theory]
    [InlineData("no", null)]
    [InlineData("yes", false)]
    public void Where_one_side_wants_none_ip_fragments_do(string gateways, bool? ours)
    {
        using var lab = StartLab(new GatewaySettings { Fragmentation = gateways }, Inhabit);
        lab.Connect(Large with { Fragmentation = ours });
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, lab.Gateway.CountInLog("EF("));
    }

    private static int LargestReassembled(TunnelLab lab) => lab.Gateway.Log()
        .Select(line => Reassembled().Match(line)).Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
        .DefaultIfEmpty(0).Max();

    // strongSwan 5.9 needs an address of the gateway's own in each subnet to route by.
    private static void Inhabit(Topology topology) => topology.Gateway.Network.Ip(string.Join('\n', [
        .. Ipv4.Skip(1).Select(i => $"addr add 10.20.{i}.1/32 dev lo"),
        .. Ipv6.Skip(1).Select(i => $"addr add fd00:20::{i:x}:1/128 dev lo")]));

    private static void Narrow(Topology topology, int mtu)
    {
        topology.LimitMtu(mtu);
        topology.DropIpFragments();
    }

    [GeneratedRegex(@"reassembled fragmented IKE message \((\d+) bytes\)")]
    private static partial Regex Reassembled();
}
