using System.Text.Json;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>An echo through the tunnel tells whether it carries packets, which IKE does not.</summary>
public sealed class ProbeTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const string Silence = """
        table inet silence {
            chain input {
                type filter hook input priority 0; policy drop;
            }
        }
        """;

    [Theory]
    [InlineData(Addresses.HostV4)]
    [InlineData(Addresses.HostV6)]
    public void A_host_that_falls_silent_and_comes_back_is_noticed(string target)
    {
        using var lab = StartLab();
        lab.Connect(new AgentSettings { Probe = [target], ProbeInterval = "1s" });
        Wait.Until("the probe is answered", () => Probe(lab) == "alive", Patience);
        lab.Topology.Host.Nft(Silence);
        Wait.Until("nothing answers", () => Probe(lab) == "dead", Patience);
        lab.Topology.Host.Nft("delete table inet silence");
        Wait.Until("the probe is answered again", () => Probe(lab) == "alive", Patience);
    }

    private static string? Probe(TunnelLab lab)
    {
        using var status = JsonDocument.Parse(lab.Holdfast("status", "--json").Output);
        return status.RootElement.TryGetProperty("session", out var session) ? session.GetProperty("probe").GetString() : null;
    }
}
