using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>ML-KEM behind X25519 (RFC 9370) where the gateway has it, and X25519 alone in the same IKE_SA_INIT where it has not.</summary>
public sealed class PostQuantumTests : LabTest
{
    private const string Hybrid = "aes256gcm16-prfsha384-x25519-ke1_mlkem768", HybridEsp = "aes256gcm16-x25519-ke1_mlkem768";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("aes256gcm16-prfsha384-x25519-ke1_mlkem768", "AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE_25519/ML_KEM_768")]
    [InlineData("aes128gcm16-prfsha256-ecp256-ke1_mlkem1024", "AES_GCM_16-128/PRF_HMAC_SHA2_256/ECP_256/ML_KEM_1024")]
    [InlineData("aes256-sha256-x25519-ke1_mlkem768", "AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519/ML_KEM_768")]
    public void A_proposal_that_names_it_connects(string proposal, string listed)
    {
        using var lab = StartLab(new GatewaySettings { Version = GatewayVersion.Sid, Ike = proposal });
        var agent = lab.Connect(new AgentSettings { Ike = [proposal] });

        Assert.Equal(listed, lab.Gateway.OnlySa().Ike);
        Assert.Contains(proposal[proposal.LastIndexOf("ke1", StringComparison.Ordinal)..], lab.Holdfast("status").Output, StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        lab.Gateway.WaitForNoSa();
    }

    [Fact]
    public void Two_additional_exchanges_are_run_one_after_the_other()
    {
        const string Both = "aes256gcm16-prfsha384-x25519-ke1_mlkem768-ke2_ecp384";
        using var lab = StartLab(new GatewaySettings { Version = GatewayVersion.Sid, Ike = Both });
        lab.Connect(new AgentSettings { Ike = [Both] });

        Assert.Contains(Both, lab.Holdfast("status").Output, StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void The_default_configuration_takes_ml_kem_where_the_gateway_has_it()
    {
        using var lab = StartLab(new GatewaySettings
        {
            Version = GatewayVersion.Sid, Ike = $"{Hybrid},aes256gcm16-prfsha384-x25519", Esp = $"{HybridEsp},aes256gcm16-x25519,aes256gcm16",
        });
        lab.Connect();

        Assert.Equal("AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE_25519/ML_KEM_768", lab.Gateway.OnlySa().Ike);
        Assert.Single(lab.Gateway.Log(), line => line.Contains("parsed IKE_SA_INIT request", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void The_default_configuration_does_without_it_in_the_same_attempt(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version, Ike = "aes256gcm16-prfsha384-x25519" });
        lab.Connect();

        Assert.Equal("AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE_25519", lab.Gateway.OnlySa().Ike);
        Assert.Single(lab.Gateway.Log(), line => line.Contains("parsed IKE_SA_INIT request", StringComparison.Ordinal));
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void The_gateway_rekeys_both_kinds()
    {
        using var lab = StartLab(new GatewaySettings { Version = GatewayVersion.Sid, Ike = Hybrid, Esp = HybridEsp });
        lab.Connect(new AgentSettings { Ike = [Hybrid], Esp = [HybridEsp], RekeyTest = false });

        lab.Gateway.RekeyChild();
        Wait.Until("the Child SA is rekeyed", () => lab.Status().ChildRekeys == 1, Patience);
        Assert.Equal("CURVE_25519/ML_KEM_768", lab.Gateway.OnlySa().Installed.Last().Group);
        lab.Gateway.RekeyIke();
        Wait.Until("the IKE SA is rekeyed", () => lab.Status().IkeRekeys == 1, Patience);
        lab.Gateway.RekeyChild();
        Wait.Until("its Child SA is rekeyed", () => lab.Status().ChildRekeys == 2, Patience);
        Holds(lab);
    }

    [Fact]
    public void We_rekey_both_kinds_under_traffic()
    {
        using var lab = StartLab(new GatewaySettings { Version = GatewayVersion.Sid, Ike = Hybrid, Esp = HybridEsp, DeleteDelaySeconds = 1 });
        lab.Connect(new AgentSettings { Ike = [Hybrid], Esp = [HybridEsp], RekeyTest = false, RekeyTime = "4s", IkeRekeyTime = "5s" });
        using var traffic = lab.StartTraffic();
        traffic.RunFor(14);
        var counts = ExchangeCounts.Of(lab.Gateway);
        Log($"{counts}");
        Assert.True(counts is { OurChild: >= 2, OurIke: >= 2 }, $"{counts}");
        NothingIsLost(traffic);
        Assert.Equal("CURVE_25519/ML_KEM_768", lab.Gateway.OnlySa().Installed.Last().Group);
        Holds(lab);
    }

    [Fact]
    public void Both_sides_rekey_everything_at_once()
    {
        using var lab = StartLab(new GatewaySettings
        {
            Version = GatewayVersion.Sid, Ike = Hybrid, Esp = HybridEsp, DeleteDelaySeconds = 1, RandomTime = "1s", OverTime = "10s",
            ChildRekeyTime = "3s", ChildLifeTime = "10s", RekeyTime = "3s",
        });
        lab.Connect(new AgentSettings { Ike = [Hybrid], Esp = [HybridEsp], RekeyTest = false, RekeyTime = "3100ms", IkeRekeyTime = "3100ms" });
        using var traffic = lab.StartTraffic();
        traffic.RunFor(14);
        var counts = ExchangeCounts.Of(lab.Gateway);
        Log($"{counts}");
        Assert.True(counts.GatewayChild + counts.OurChild >= 3, $"{counts}");
        Assert.True(counts.GatewayIke + counts.OurIke >= 3, $"{counts}");
        NothingIsLost(traffic);
        Agreement.WaitFor(lab);
    }

    private static void Holds(TunnelLab lab)
    {
        Assert.Equal("AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE_25519/ML_KEM_768", lab.Gateway.OnlySa().Ike);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Agreement.WaitFor(lab);
    }
}
