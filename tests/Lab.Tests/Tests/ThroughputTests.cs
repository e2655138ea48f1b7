using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Sustained TCP in both directions. That data flows is asserted; the figures are in the report.</summary>
public sealed class ThroughputTests : LabTest
{
    private const int Seconds = 5;

    [Theory(DisableParallelization = true)]
    [InlineData("aes128gcm16-prfsha256-x25519", "aes128gcm16")]
    [InlineData("aes256gcm16-prfsha384-ecp256", "aes256gcm16")]
    [InlineData("chacha20poly1305-prfsha256-x25519", "chacha20poly1305")]
    public void Tcp_flows_both_ways(string ike, string esp)
    {
        using var lab = StartLab(new GatewaySettings { Ike = ike, Esp = esp });
        lab.Connect(new AgentSettings { Ike = [ike], Esp = [esp] });
        foreach (var towardsClient in new[] { false, true })
        {
            var run = Iperf.Run(lab.Site, lab.Topology.Host, Addresses.HostV4, Seconds, towardsClient);
            var direction = towardsClient ? "down" : "up";
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{esp} {direction}: {run.MegabitsPerSecond:F0} Mbit/s, {run.Retransmits} retransmits");
            Assert.True(run.Bytes > 1_000_000, $"only {run.Bytes} bytes in {Seconds} s");
        }
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4, 5).LossPercent);
    }
}
