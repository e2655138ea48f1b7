using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// A gateway with two addresses that sends the session from one to the other (RFC 5685 section 5). strongSwan has nothing of its own
/// that redirects in IKE_SA_INIT or IKE_AUTH: for the former there is a scripted one.
/// </summary>
public sealed class RedirectTests : LabTest
{
    private const string Other = "192.0.2.9", OtherName = "gw2.example.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly AgentSettings Site = new() { Redirect = true, RekeyTest = false };

    [Theory]
    [InlineData(GatewayVersion.Installed, Other)]
    [InlineData(GatewayVersion.Sid, Other)]
    [InlineData(GatewayVersion.Installed, OtherName)]
    [InlineData(GatewayVersion.Sid, OtherName)]
    public void A_session_is_taken_to_the_other_one_without_a_gap(GatewayVersion version, string target)
    {
        using var lab = Start(version);
        var agent = lab.Connect(Site);
        using var traffic = lab.StartTraffic();

        Redirect(lab, target);
        agent.WaitForLine(new(@"^connected to .*192\.0\.2\.9"), Patience);

        NothingIsLost(traffic);
        Assert.True(lab.Gateway.CountInLog($"client got redirected from {Addresses.Gateway}") > 0);
        Wait.Until("the session before is gone", () => lab.Gateway.ListSas().Count == 1, Patience);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void To_where_nobody_is_the_session_stands_on(GatewayVersion version)
    {
        using var lab = Start(version);
        var agent = lab.Connect(Site);
        using var traffic = lab.StartTraffic();

        Redirect(lab, "192.0.2.77");
        agent.WaitForLine(new("the one that stands is kept"), TimeSpan.FromSeconds(60));

        NothingIsLost(traffic);
        Assert.Single(lab.Gateway.ListSas());
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Of_a_scripted_gateway_in_IKE_SA_INIT_it_leads_to_the_session(GatewayVersion version)
    {
        using var lab = Start(version);
        using var first = new Redirector(lab.Topology.Nat, Addresses.NatOutside, Addresses.Gateway);
        var agent = lab.Connect(Site with { Gateway = Addresses.NatOutside });

        Assert.Contains(Addresses.Gateway, agent.Transcript, StringComparison.Ordinal);
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.True(lab.Gateway.CountInLog($"client got redirected from {Addresses.NatOutside}") > 0);
    }

    /// <summary>Who leads to nobody is asked once, and then without a word of redirects.</summary>
    [Fact]
    public void Of_a_scripted_gateway_to_nobody_it_is_not_asked_for_again()
    {
        using var lab = Start(GatewayVersion.Installed);
        using var first = new Redirector(lab.Topology.Nat, Addresses.NatOutside, "192.0.2.77");
        lab.StartTirelessAgent(Site with { Gateways = [Addresses.NatOutside] });

        Wait.Until("it is asked without a word of redirects", () => first.Others > 1, TimeSpan.FromSeconds(60));

        Assert.InRange(first.Asked, 1, 3);
    }

    /// <summary>The gateway itself, this host, and a host behind the tunnel.</summary>
    [Theory]
    [InlineData(Addresses.Gateway)]
    [InlineData(Addresses.Site)]
    [InlineData(Addresses.HostV4)]
    public void To_where_no_gateway_can_be_it_is_not_followed(string target)
    {
        using var lab = Start(GatewayVersion.Installed);
        var agent = lab.Connect(Site);

        Redirect(lab, target);
        agent.WaitForLine(new("where no gateway can be.*the session that stands is kept$"), Patience);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Single(lab.Gateway.ListSas());
    }

    [Fact]
    public void A_circle_ends_after_five_and_the_session_stands()
    {
        using var lab = Start(GatewayVersion.Installed);
        var agent = lab.Connect(Site);
        using var traffic = lab.StartTraffic();
        for (int i = 0; i < 5; i++)
        {
            string next = i % 2 == 0 ? Other : Addresses.Gateway;
            Redirect(lab, next);
            Wait.Until($"{next} serves alone", () => lab.Gateway.ListSas().Count == 1
                && lab.Holdfast("status", "--json").Output.Contains($"\"gatewayAddress\": \"{next}\"", StringComparison.Ordinal), Patience);
        }

        Redirect(lab, Addresses.Gateway);
        agent.WaitForLine(new("not followed; the session that stands is kept$"), Patience);

        NothingIsLost(traffic);
    }

    [Fact]
    public void It_is_not_asked_for_by_default()
    {
        using var lab = Start(GatewayVersion.Installed);
        lab.Connect(Site with { Redirect = null });

        Redirect(lab, Other);

        Wait.Until("the gateway says why it does not", () => lab.Gateway.CountInLog("client does not support IKE redirection") > 0, Patience);
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
    }

    private static TunnelLab Start(GatewayVersion version)
    {
        var lab = StartLab(
            new GatewaySettings { Version = version, LocalAddresses = "%any" },
            topology => File.AppendAllText(Path.Combine(topology.Site.Etc, "hosts"), $"{Other} {OtherName}\n"));
        lab.Topology.Gateway.Network.Ip($"addr add {Other}/24 dev {Topology.Wan}");
        return lab;
    }

    private static void Redirect(TunnelLab lab, string to) =>
        lab.Topology.Gateway.Execute("swanctl", "--redirect", "--ike", GatewaySettings.Connection, "--gateway", to);
}
