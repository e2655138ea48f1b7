using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tests;

/// <summary>
/// Both sides begin before they hear of each other (RFC 7296 sections 2.8.1, 2.8.2 and 2.25), several times, so that
/// either's nonce wins. Under traffic, without the loss of one packet.
/// </summary>
public sealed class CollisionTests : LabTest
{
    private const int Rounds = 4;

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Both_rekey_the_Child_SA(GatewayVersion version) =>
        Run(version, new AgentSettings { RekeyTime = "4s" }, gateway => gateway.RekeyChild());

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Both_rekey_the_IKE_SA(GatewayVersion version) =>
        Run(version, new AgentSettings { IkeRekeyTime = "4s" }, gateway => gateway.RekeyIke());

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void We_rekey_the_Child_SA_and_the_gateway_the_IKE_SA(GatewayVersion version) =>
        Run(version, new AgentSettings { RekeyTime = "4s" }, gateway => gateway.RekeyIke());

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void We_rekey_the_IKE_SA_and_the_gateway_the_Child_SA(GatewayVersion version) =>
        Run(version, new AgentSettings { IkeRekeyTime = "4s" }, gateway => gateway.RekeyChild());

    private static void Run(GatewayVersion version, AgentSettings settings, Action<StrongSwan> rekey)
    {
        using var lab = StartLab(
            new GatewaySettings { Version = version, DeleteDelaySeconds = 1, RetransmitTimeout = 0.7 });
        lab.Connect(settings with { RekeyTest = false });
        using var traffic = lab.StartTraffic();
        for (var round = 0; round < Rounds; round++)
        {
            using (var gate = new IkeGate(lab.Topology.Nat))
            {
                gate.WaitForOurs();
                rekey(lab.Gateway);
                gate.WaitForTheirs();
            }
            Agreement.WaitFor(lab);
        }
        Log($"{ExchangeCounts.Of(lab.Gateway)}");
        NothingIsLost(traffic);
    }
}
