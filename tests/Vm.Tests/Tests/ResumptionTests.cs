using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests.Newest;

/// <summary>
/// Back by a ticket (RFC 5723) with the newest libreswan. It does no NAT detection in that exchange, so ESP is then in IP; which is tried
/// over IPv6, as there is no NAT.
/// </summary>
[Collection(NewestCollection.Name)]
public sealed class ResumptionTests(NewestMachine machine) : VmTest(machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void A_cut_and_restored_link_is_back_by_a_ticket(PathMode mode)
    {
        var (lab, gateway) = StartGateway();
        var agent = lab.Connect(OverIPv6(lab).By(mode));
        lab.Ping(Addresses.HostV6);
        Assert.True(IsOf(lab.Status(), byTicket: false));
        var (logins, returns) = (Logins(gateway), Returns(gateway));

        lab.Guest.Check("sh /lab/guest/cut on");
        gateway.WaitForNoState();
        lab.Guest.Check("sh /lab/guest/cut off");
        IsBack(lab, gateway);
        Assert.Equal(returns + 1, Returns(gateway));
        // Both are sent while nobody answers, and the login's may be the first that gets through; the ticket's is followed.
        Assert.InRange(Logins(gateway) - logins, 0, 1);

        // So are its successors.
        gateway.RekeyChild();
        lab.WaitForStatus("the Child SA is rekeyed", status => status.ChildRekeys == 1);
        gateway.RekeyIke();
        lab.WaitForStatus("the IKE SA is rekeyed", status => status.IkeRekeys == 1);
        IsBare(lab);
        Ends(lab, agent);
    }

    [Theory]
    [InlineData(PathMode.Interface, true)]
    [InlineData(PathMode.Policy, false)]
    public void An_agent_that_was_killed_is_back_by_a_ticket_without_a_login(PathMode mode, bool killSwitch)
    {
        var (lab, gateway) = StartGateway();
        lab.Connect((OverIPv6(lab) with { KillSwitch = killSwitch }).By(mode)).Kill();
        var (logins, returns) = (Logins(gateway), Returns(gateway));

        var agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        IsBack(lab, gateway);
        Assert.Equal((logins, returns + 1), (Logins(gateway), Returns(gateway)));

        // And by the ticket of that session.
        agent.Kill();
        agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        IsBack(lab, gateway);
        Assert.Equal((logins, returns + 2), (Logins(gateway), Returns(gateway)));
        Log(agent.Log);
        Ends(lab, agent);
    }

    /// <summary>All that belongs into the tunnel is blocked, and so would be what comes from the gateway, by where it comes from.</summary>
    [Fact]
    public void Over_IPv4_kill_switch_and_strict_source_check_let_it_pass()
    {
        var (lab, gateway) = StartGateway();
        try
        {
            lab.Guest.Check("ip netns exec nat nft delete table ip nat && " + SourceCheck(1));
            lab.Connect((OverIPv4 with { RemoteSubnets = ["0.0.0.0/0"], KillSwitch = true }).By(PathMode.Interface)).Kill();
            var (logins, returns) = (Logins(gateway), Returns(gateway));

            var agent = lab.StartAgentAsConfigured();
            agent.WaitForConnected();
            IsBack(lab, gateway, Addresses.HostV4);
            Assert.Equal((logins, returns + 1), (Logins(gateway), Returns(gateway)));
            Ends(lab, agent);
        }
        finally
        {
            lab.Guest.Run(SourceCheck(0));
        }
    }

    [Theory]
    [InlineData(PathMode.Userspace, true)]
    [InlineData(PathMode.Interface, false)]
    public void Where_ESP_has_to_be_in_UDP_it_logs_in(PathMode mode, bool isIPv6)
    {
        var (lab, gateway) = StartGateway();
        var settings = isIPv6 ? OverIPv6(lab) : OverIPv4;
        lab.Connect(settings.By(mode)).Kill();
        gateway.WaitForNoState();
        var (logins, returns) = (Logins(gateway), Returns(gateway));

        var agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        lab.Ping(isIPv6 ? Addresses.HostV6 : Addresses.HostV4);
        Assert.True(IsOf(lab.Status(), byTicket: false));
        Assert.Equal((logins + 1, returns + 1), (Logins(gateway), Returns(gateway)));
        Ends(lab, agent);
    }

    private (SiteLab Lab, LibreswanGateway Gateway) StartGateway()
    {
        var lab = Start(GatewayKind.Libreswan);
        var gateway = (LibreswanGateway)lab.Gateway;
        gateway.Connection = "v6";
        return (lab, gateway);
    }

    private static AgentSettings OverIPv6(SiteLab lab) => Agent with
    {
        Gateway = lab.Gateway.AddressV6, Identity = LibreswanGateway.ClientV6, RequestAddress = ["ipv6"], RemoteSubnets = [Addresses.LanV6],
        DetectionTime = "3s", LivenessInterval = "3s",
    };

    private static AgentSettings OverIPv4 => Agent with { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4] };

    private static string SourceCheck(int value) =>
        $"ip netns exec site sh -c 'for name in all wan; do echo {value} > /proc/sys/net/ipv4/conf/$name/rp_filter; done'";

    private static void IsBack(SiteLab lab, LibreswanGateway gateway, string host = Addresses.HostV6)
    {
        lab.WaitForStatus("it is resumed", status => IsOf(status, byTicket: true));
        lab.WaitForPing(host);
        IsBare(lab, host);
        Assert.DoesNotContain("encap", gateway.Check("ip xfrm state"), StringComparison.Ordinal);
    }

    /// <summary>There is one session, which came of a ticket and has ESP without UDP, or neither.</summary>
    private static bool IsOf(AgentStatus status, bool byTicket) =>
        status.Resumed.SequenceEqual([byTicket]) && status.BareEsp.SequenceEqual([byTicket]);

    /// <summary>Both ends have the same states, when the old ones are gone, and none of them has UDP around it.</summary>
    private static void IsBare(SiteLab lab, string host = Addresses.HostV6)
    {
        Wait.Until(
            "both ends have the same states", () => lab.States().Count > 0 && lab.States().Order().SequenceEqual(lab.Gateway.States().Order()), Patience);
        Assert.DoesNotContain("encap", lab.Check("ip xfrm state"), StringComparison.Ordinal);
        lab.Ping(host);
    }

    private static void Ends(SiteLab lab, GuestAgent agent)
    {
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        lab.Holdfast("down");
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Gateway.WaitForNoState();
    }

    private static int Logins(LibreswanGateway gateway) => gateway.Count("processing IKE_SA_INIT request");

    private static int Returns(LibreswanGateway gateway) => gateway.Count("processing IKE_SESSION_RESUME request");
}
