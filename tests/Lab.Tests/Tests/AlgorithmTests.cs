using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Every algorithm that the agent has, once in the first exchange and once in a rekey of each kind.</summary>
public sealed class AlgorithmTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("aes256-sha384-ecp384", "aes256-sha256-ecp384",
        "AES_CBC-256/HMAC_SHA2_384_192/PRF_HMAC_SHA2_384/ECP_384", "AES_CBC-256/HMAC_SHA2_256_128", "ECP_384")]
    [InlineData("aes256-sha512-modp4096", "aes256-sha512-modp4096",
        "AES_CBC-256/HMAC_SHA2_512_256/PRF_HMAC_SHA2_512/MODP_4096", "AES_CBC-256/HMAC_SHA2_512_256", "MODP_4096")]
    [InlineData("aes128-sha256-modp3072", "aes128-sha384-modp3072",
        "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_3072", "AES_CBC-128/HMAC_SHA2_384_192", "MODP_3072")]
    [InlineData("aes256gcm16-prfsha512-ecp521", "aes128-sha256-ecp521",
        "AES_GCM_16-256/PRF_HMAC_SHA2_512/ECP_521", "AES_CBC-128/HMAC_SHA2_256_128", "ECP_521")]
    [InlineData("chacha20poly1305-prfsha384-modp2048", "chacha20poly1305-modp2048",
        "CHACHA20_POLY1305/PRF_HMAC_SHA2_384/MODP_2048", "CHACHA20_POLY1305", "MODP_2048")]
    [InlineData("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519",
        "AES_GCM_16-128/PRF_HMAC_SHA2_256/CURVE_25519", "AES_GCM_16-128", "CURVE_25519")]
    [InlineData("aes256gcm16-prfsha384-ecp256", "aes256gcm16-ecp256",
        "AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_256", "AES_GCM_16-256", "ECP_256")]
    [InlineData("aes128-sha1-modp1536", "aes128-sha1",
        "AES_CBC-128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1536", "AES_CBC-128/HMAC_SHA1_96", "")]
    public void Packets_cross_and_rekeys_use_it_too(string ike, string esp, string ikeListed, string espListed, string group)
    {
        using var lab = StartLab(new GatewaySettings { Ike = ike, Esp = esp, DeleteDelaySeconds = 1 });
        lab.Connect(new AgentSettings { Ike = [ike], Esp = [esp], RekeyTest = false });
        var before = lab.Gateway.OnlySa();
        Assert.Equal((ikeListed, espListed), (before.Ike, before.Esp));
        using var traffic = lab.StartTraffic();
        lab.Gateway.RekeyIke();
        Wait.Until("the IKE SA is another", () => lab.Gateway.ListSas() is [{ State: "ESTABLISHED" } one]
            && one.InitiatorSpi != before.InitiatorSpi, Patience);
        lab.Gateway.RekeyChild();
        Wait.Until("the Child SA is another", () => lab.Gateway.OnlySa().Installed.Any(one =>
            one.SpiIn != before.Children[0].SpiIn), Patience);
        traffic.RunFor(1);
        NothingIsLost(traffic);
        Agreement.WaitFor(lab);
        var after = lab.Gateway.OnlySa();
        Assert.Equal((ikeListed, espListed, group), (after.Ike, after.Esp, after.Children[0].Group));
    }

    /// <summary>Neither side names an algorithm; both versions' defaults, through rekeys of our own.</summary>
    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Defaults_meet_defaults(GatewayVersion version)
    {
        using var lab = StartLab(
            new GatewaySettings { Version = version, Ike = "default", Esp = "default", DeleteDelaySeconds = 1 });
        lab.Connect(new AgentSettings { RekeyTest = false, RekeyTime = "4s", IkeRekeyTime = "5s" });
        using var traffic = lab.StartTraffic();
        traffic.RunFor(8);
        NothingIsLost(traffic);
        var counts = ExchangeCounts.Of(lab.Gateway);
        Assert.True(counts is { OurChild: > 0, OurIke: > 0 }, $"{counts}");
        Agreement.WaitFor(lab);
    }
}
