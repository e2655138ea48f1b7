using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// A key exchange of the Child SA's own is used in rekeys only; so a difference would show when the first keys end. The
/// self-test finds it in the first minute.
/// </summary>
public sealed partial class PfsTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("aes128gcm16-ecp384", "aes128gcm16-x25519", false)]
    [InlineData("aes128gcm16-ecp384", "aes128gcm16", false)]
    [InlineData("aes128gcm16", "aes128gcm16-x25519", false)]
    [InlineData("aes128gcm16-ecp384", "aes128gcm16-ecp384", true)]
    public void The_self_test_tells_in_the_first_minute(string gateways, string ours, bool isSame)
    {
        using var lab = StartLab(new GatewaySettings { Esp = gateways });
        var agent = lab.Connect(new AgentSettings { Esp = [ours] });
        var spi = lab.Gateway.OnlySa().Children[0].SpiIn;
        if (isSame)
        {
            Wait.Until("the self-test has rekeyed", () => lab.Gateway.OnlySa().Installed.Any(one => one.SpiIn != spi), Patience);
            Assert.Equal("ECP_384", lab.Gateway.OnlySa().Installed.Last().Group);
            Assert.DoesNotMatch(Complaint(), agent.Transcript);
            return;
        }
        var line = agent.WaitForLine(Complaint(), Patience);
        Log(line);
        Assert.Contains("\"esp\"", line, StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Network.Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        using var lab = StartLab();
        lab.Connect(new AgentSettings { RekeyTest = false });
        using var traffic = lab.StartTraffic();
        traffic.RunFor(23);
        Assert.Equal(0, ExchangeCounts.Of(lab.Gateway).OurChild);
    }

    [GeneratedRegex("rekey.*(PFS|key exchange|group)|(PFS|key exchange).*rekey", RegexOptions.IgnoreCase)]
    private static partial Regex Complaint();
}
