using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>An independent reader of the wire: tshark, with the keys that the agent exports when told to.</summary>
public sealed class CaptureTests : LabTest
{
    private const int Pings = 5;
    private const string KeyFolder = "/run/keys";

    // tshark 4.0 knows ChaCha20-Poly1305 neither in IKE nor in ESP.
    [Theory]
    [InlineData("aes128gcm16-prfsha256-x25519", "aes128gcm16", null)]
    [InlineData("aes256gcm16-prfsha384-ecp256", "aes256gcm16", null)]
    [InlineData("aes256-sha256-modp2048", "aes128gcm16", null)]
    [InlineData("aes256gcm16-prfsha384-ecp256", "aes256gcm16", "site7-ppk")]
    public void Tshark_decrypts_and_verifies_all_of_a_session(string ike, string esp, string? ppk)
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(new GatewaySettings { Ike = ike, Esp = esp, PpkId = ppk });
        using var capture = new Capture(lab.Site, Topology.Wan, Path.Combine(lab.Topology.Folder, "session.pcapng"));
        var keys = Directory.CreateDirectory(Path.Combine(lab.Topology.Site.Run, "keys")).FullName;

        var settings = new AgentSettings { Ike = [ike], Esp = [esp], PpkId = ppk, Ppk = ppk is null ? null : new GatewaySettings().PpkSecret };
        var agent = lab.Connect(settings, "--export-keys", KeyFolder);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4, Pings).LossPercent);
        agent.Stop();
        lab.Gateway.WaitForNoSa();
        capture.Stop(Addresses.NatInside);

        Assert.Contains("warning: ", agent.Transcript, StringComparison.Ordinal);
        var tshark = new Tshark(capture.Path, keys);
        IkeAuthIsReadable(tshark);
        EspIsReadable(tshark);
    }

    [Fact]
    public void No_key_leaves_the_agent_unasked()
    {
        using var lab = StartLab();
        lab.Connect();
        var names = Directory.EnumerateFiles(lab.Topology.Site.Run, "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName);
        Assert.DoesNotContain(names, name => name is "ikev2_decryption_table" or "esp_sa");
    }

    private static void IkeAuthIsReadable(Tshark tshark)
    {
        var exchange = string.Join('\n', tshark.Dissect("isakmp.exchangetype == 35"));
        string[] expected =
        [
            "Payload: Identification - Initiator", "Payload: Identification - Responder", "Payload: Authentication",
            "Payload: Traffic Selector - Initiator", "Payload: Configuration", "psk-client", "[correct]",
        ];
        foreach (var text in expected)
            Assert.Contains(text, exchange, StringComparison.Ordinal);
        var everything = string.Join('\n', tshark.Dissect("isakmp"));
        Assert.DoesNotContain("[incorrect", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("Malformed", everything, StringComparison.Ordinal);
        Assert.Contains("Payload: Delete", everything, StringComparison.Ordinal);
    }

    private static void EspIsReadable(Tshark tshark)
    {
        var packets = tshark.Fields("esp", "esp.spi", "esp.icv_good");
        Assert.True(packets.Count >= 2 * Pings, $"only {packets.Count} ESP packets");
        Assert.All(packets, packet => Assert.EndsWith("\t1", packet, StringComparison.Ordinal));
        Assert.Equal(Pings, tshark.Fields("esp && icmp.type == 8", "icmp.seq").Count);
        Assert.Equal(Pings, tshark.Fields("esp && icmp.type == 0", "icmp.seq").Count);
    }
}
