using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>A system's authorities are looked through, not kept.</summary>
public sealed class TrustMemoryTests : LabTest
{
    /// <summary>Of the agent that carries the packets itself.</summary>
    private const int LimitKibibytes = 12 * 1024;

    [Fact]
    public void A_large_bundle_leaves_the_connected_agent_within_its_limit()
    {
        Authority root = Authority.Create();
        GatewaySettings settings = new() { ClientAuthentication = "eap-mschapv2", Certificate = root.Issue(["gw.example.test"]) };
        using var lab = StartLab(settings, topology => SiteTrust.Install(topology.Site, root, settings.Identity));
        File.WriteAllText(SiteTrust.SystemBundle(lab.Topology.Site), AuthorityBundle.With(root));

        HoldfastProcess agent = lab.Connect(AgentSettings.Login(settings));
        Assert.Equal(20, Ping.Run(lab.Site, Addresses.HostV4, 20).Received);

        Wait.Until($"{LimitKibibytes} KiB or less", () => agent.ResidentKibibytes <= LimitKibibytes, TimeSpan.FromSeconds(10));
        TestContext.Current.TestOutputHelper?.WriteLine($"{AuthorityBundle.Count} authorities: {agent.ResidentKibibytes} KiB");
    }
}
