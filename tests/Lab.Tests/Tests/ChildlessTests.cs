using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Childless initiation (RFC 6023) against strongSwan, which announces it, wants it (force), or does without (never).</summary>
public sealed class ChildlessTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly AgentSettings Site = new() { RekeyTest = false };

    [Theory]
    [InlineData(GatewayVersion.Installed, null)]
    [InlineData(GatewayVersion.Sid, null)]
    [InlineData(GatewayVersion.Installed, "force")]
    [InlineData(GatewayVersion.Sid, "force")]
    public void A_gateway_that_takes_it_no_other_way_is_served(GatewayVersion version, string? choice)
    {
        using var lab = StartLab(new GatewaySettings { Version = version, Childless = "force" });
        lab.Connect(Site with { Childless = choice });

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(choice is null ? 1 : 0, lab.Gateway.CountInLog("peer did not initiate a childless IKE_SA"));
        Agreement.WaitFor(lab);
        lab.Gateway.RekeyChild();
        Wait.Until("the Child SA is rekeyed", () => lab.Status().ChildRekeys == 1, Patience);
        Agreement.WaitFor(lab);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Each_child_has_a_key_exchange_of_its_own(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version, Esp = "aes128gcm16-x25519" });
        lab.Connect(Site with { Childless = "force", Esp = ["aes128gcm16-x25519"] });

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.True(lab.Gateway.CountInLog("parsed CREATE_CHILD_SA request") > 0);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("never")]
    public void By_default_the_first_comes_with_the_login(string gateway)
    {
        using var lab = StartLab(new GatewaySettings { Childless = gateway });
        lab.Connect(Site);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(0, lab.Gateway.CountInLog("parsed CREATE_CHILD_SA request"));
    }

    [Fact]
    public void A_gateway_that_does_not_is_refused_where_it_is_forced()
    {
        using var lab = StartLab(new GatewaySettings { Childless = "never" });
        HoldfastProcess agent = lab.StartAgent(Site with { Childless = "force" });

        Assert.Equal(ExitCodes.Rejected, agent.WaitForExit());
        Assert.Contains("CHILDLESS_IKEV2_SUPPORTED", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
    }
}
