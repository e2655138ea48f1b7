using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>A new session takes over before the old one ends (RFC 4478, make before break).</summary>
public sealed class ReauthTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void The_gateways_lifetime_is_kept_without_losing_a_packet(GatewayVersion version) => Run(
        new GatewaySettings { Version = version, ReauthTime = "12s", OverTime = "10s", RandomTime = "1s", RekeyTime = "0s" },
        new AgentSettings { RekeyTest = false });

    [Fact]
    public void So_is_our_own() => Run(new GatewaySettings(), new AgentSettings { RekeyTest = false, ReauthTime = "12s" });

    private static void Run(GatewaySettings gateway, AgentSettings settings)
    {
        using var lab = StartLab(gateway);
        lab.Connect(settings);
        var before = lab.Gateway.OnlySa();
        using var traffic = lab.StartTraffic();
        for (var round = 0; round < 2; round++)
        {
            var old = lab.Gateway.ListSas().Select(one => one.InitiatorSpi).ToHashSet();
            Wait.Until("a new session has taken over", () => IsReplaced(lab, old), Patience);
        }
        traffic.RunFor(1);
        NothingIsLost(traffic);
        Assert.Equal(before.RemoteAddresses, lab.Gateway.OnlySa().RemoteAddresses);
        Agreement.WaitFor(lab);
    }

    private static bool IsReplaced(TunnelLab lab, HashSet<string> old) =>
        lab.Gateway.ListSas() is [{ State: "ESTABLISHED" } one] && one.Installed.Any() && !old.Contains(one.InitiatorSpi);
}
