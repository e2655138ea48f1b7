using System.Text.Json;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>An echo through the tunnel tells whether it carries packets, which IKE does not.</summary>
public sealed class ProbeTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("kernel", Addresses.HostV4)]
    [InlineData("userspace", Addresses.HostV4)]
    [InlineData("userspace", Addresses.HostV6)]
    public void A_host_that_falls_silent_and_comes_back_is_noticed(string datapath, string target)
    {
        using var lab = StartLab();
        lab.Connect(new AgentSettings { Datapath = datapath, Probe = [target], ProbeInterval = "1s" });
        Wait.Until("the probe is answered", () => Probe(lab) == "alive", Patience);
        lab.Topology.Host.Ip("link set lan down");
        Wait.Until("nothing answers", () => Probe(lab) == "dead", Patience);
        lab.Topology.Host.Ip("link set lan up");
        lab.Topology.Host.Ip($"""
            route replace default via {Addresses.GatewayLanV4}
            addr replace {Addresses.HostV6}/64 dev lan nodad
            -6 route replace default via {Addresses.GatewayLanV6}
            """);
        Wait.Until("the probe is answered again", () => Probe(lab) == "alive", Patience);
    }

    private static string? Probe(TunnelLab lab)
    {
        using var status = JsonDocument.Parse(lab.Holdfast("status", "--json").Output);
        return status.RootElement.TryGetProperty("session", out var session) ? session.GetProperty("probe").GetString() : null;
    }
}
