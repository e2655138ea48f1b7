using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tests;

/// <summary>What cannot work says so in one line, with its exit code, and leaves the network as it was.</summary>
public sealed class RefusalTests : LabTest
{
    [Fact]
    public void A_wrong_secret()
    {
        using var lab = StartLab();
        Refuses(lab, new AgentSettings { Secret = "wrong horse" }, ExitCodes.AuthenticationFailed, "\"secret\"");
    }

    [Fact]
    public void An_identity_that_the_gateway_does_not_know()
    {
        using var lab = StartLab();
        Refuses(lab, new AgentSettings { Identity = "nobody" }, ExitCodes.AuthenticationFailed, "\"identity\"");
    }

    [Fact]
    public void A_gateway_with_another_name_than_expected()
    {
        using var lab = StartLab();
        var settings = new AgentSettings { GatewayIdentity = "other.example.test" };
        Refuses(lab, settings, ExitCodes.AuthenticationFailed, "\"gatewayIdentity\"");
    }

    [Fact]
    public void A_gateway_that_does_not_answer()
    {
        using var lab = StartLab();
        lab.Topology.CutOffGateway();
        Refuses(lab, new AgentSettings { ConnectTimeout = "3s" }, ExitCodes.GatewayUnreachable, "192.0.2.2");
    }

    [Fact]
    public void No_common_ike_proposal()
    {
        using var lab = StartLab(new GatewaySettings { Ike = "aes256-sha256-modp2048" });
        var settings = new AgentSettings { Ike = ["aes128gcm16-prfsha256-x25519"] };
        Refuses(lab, settings, ExitCodes.Rejected, "\"ike\"");
    }

    [Fact]
    public void No_common_esp_proposal()
    {
        using var lab = StartLab(new GatewaySettings { Esp = "aes256gcm16" });
        Refuses(lab, new AgentSettings { Esp = ["chacha20poly1305"] }, ExitCodes.Rejected, "\"esp\"");
    }

    [Fact]
    public void No_common_subnet()
    {
        using var lab = StartLab();
        Refuses(lab, new AgentSettings { RemoteSubnets = ["172.16.0.0/12"] }, ExitCodes.Rejected, "\"remoteSubnets\"");
    }

    [Fact]
    public void A_process_that_may_not_change_the_network()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        AgentFile.Write(lab.Topology.Site, new AgentSettings().ToJson());
        var result = lab.Topology.Site.Execute(
            "setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin", HoldfastBinary.Path, "run");
        Assert.Equal(ExitCodes.MissingPrivilege, result.ExitCode);
        var line = Assert.Single(result.Error.Split('\n'), line => AgentLog.Error.IsMatch(line));
        Assert.Contains("CAP_NET_ADMIN", line, StringComparison.Ordinal);
        Assert.Equal(before, lab.SiteSnapshot());
    }

    private static void Refuses(TunnelLab lab, AgentSettings settings, int exitCode, string advice)
    {
        var before = lab.SiteSnapshot();
        var agent = lab.StartAgent(settings);
        Assert.Equal(exitCode, agent.WaitForExit());
        Assert.Contains(advice, Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
        lab.Gateway.WaitForNoSa();
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }
}
