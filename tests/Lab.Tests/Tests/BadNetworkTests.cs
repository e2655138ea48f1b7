using System.Net;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Networks that lead nowhere: what is wrong is said in one line, and the tunnel comes as soon as they are well.</summary>
public sealed class BadNetworkTests : LabTest
{
    private const int WebPort = 80;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly IPAddress Router = IPAddress.Parse(Addresses.NatInside);

    [Fact]
    public void A_network_that_wants_a_login_is_known_by_its_web_page()
    {
        using var lab = StartLab();
        using var portal = new LoginPage(
            lab.Topology.Nat, new IPEndPoint(Router, WebPort), "HTTP/1.1 302 Found\r\nLocation: http://login.example/");
        lab.Topology.CutOffGateway();
        var agent = lab.StartTirelessAgent(new AgentSettings { InternetCheck = $"http://{Addresses.NatInside}/generate_204" });

        agent.WaitForLine(new("^warning: captive portal: the network on wan .* wants a login"), Minute);
        Assert.Equal(1, portal.Asked);
        Assert.Contains("captive portal", lab.Holdfast("status").Output, StringComparison.Ordinal);

        LetThrough(lab);
        agent.WaitForLine(AgentLog.Connected, Minute);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.DoesNotContain("captive portal", lab.Holdfast("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_internet_answers_it_is_the_gateway_that_does_not()
    {
        using var lab = StartLab();
        using var web = new LoginPage(lab.Topology.Nat, new IPEndPoint(Router, WebPort), "HTTP/1.1 204 No Content");
        lab.Topology.CutOffGateway();
        var agent = lab.StartTirelessAgent(new AgentSettings { InternetCheck = $"http://{Addresses.NatInside}/generate_204" });

        Wait.Until("it says so", () => lab.Holdfast("status").Output.Contains("the Internet is there over wan", StringComparison.Ordinal), Minute);
        Assert.DoesNotContain(agent.WarningLines, line => line.Contains("captive", StringComparison.Ordinal));
    }

    [Fact]
    public void Name_servers_that_are_silent_are_what_is_wrong_and_it_connects_when_they_speak()
    {
        using var lab = StartLab();
        var agent = lab.StartTirelessAgent(new AgentSettings { Gateway = new GatewaySettings().Identity });
        agent.WaitForLine(new("^warning: no name server answers over wan"), Minute);

        using var names = new NameServer(lab.Topology.Nat, Router, IPAddress.Parse(Addresses.Gateway));
        agent.WaitForLine(AgentLog.Connected, Minute);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    private static void LetThrough(TunnelLab lab) => lab.Topology.Nat.Nft(
        "flush chain ip filter forwarding; add rule ip filter forwarding ct state established,related accept; "
        + "add rule ip filter forwarding iif \"inside\" accept");
}
