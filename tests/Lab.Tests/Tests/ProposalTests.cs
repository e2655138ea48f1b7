using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Every IKE proposal with every ESP algorithm: from the first packet to a network as it was before.</summary>
public sealed class ProposalTests : LabTest
{
    // Our (and strongSwan's) name of the proposal, and what the gateway calls the SA that came of it.
    private static readonly (string Proposal, string Listed)[] Ike =
    [
        ("aes128gcm16-prfsha256-x25519", "AES_GCM_16-128/PRF_HMAC_SHA2_256/CURVE_25519"),
        ("aes256gcm16-prfsha384-ecp256", "AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_256"),
        ("chacha20poly1305-prfsha256-x25519", "CHACHA20_POLY1305/PRF_HMAC_SHA2_256/CURVE_25519"),
        ("aes256-sha256-modp2048", "AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048"),
    ];

    private static readonly (string Proposal, string Listed)[] Esp =
    [
        ("aes128gcm16", "AES_GCM_16-128"), ("aes256gcm16", "AES_GCM_16-256"), ("chacha20poly1305", "CHACHA20_POLY1305"),
    ];

    public static TheoryData<string, string, string, string> Combinations
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var ike in Ike)
            {
                foreach (var esp in Esp)
                    rows.Add(ike.Proposal, esp.Proposal, ike.Listed, esp.Listed);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_gateway_accepts_and_packets_cross(string ike, string esp, string ikeListed, string espListed)
    {
        using var lab = StartLab(new GatewaySettings { Ike = ike, Esp = esp });
        var before = lab.SiteSnapshot();

        var agent = lab.Connect(new AgentSettings { Ike = [ike], Esp = [esp] });
        var association = Assert.Single(lab.Gateway.ListSas());
        Assert.Equal(("ESTABLISHED", ikeListed, espListed), (association.State, association.Ike, association.Esp));
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        lab.Gateway.WaitForNoSa();
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void Three_values_are_a_working_configuration()
    {
        using var lab = StartLab(new GatewaySettings { Ike = "default", Esp = "default" });
        lab.Connect();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }
}
