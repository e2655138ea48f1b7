using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>Connects, carries packets of both families both ways, and leaves nothing.</summary>
public abstract class ConnectTests(LabMachine machine) : VmTest(machine)
{
    [Theory]
    [InlineData(GatewayKind.StrongSwan, PathMode.Interface)]
    [InlineData(GatewayKind.StrongSwan, PathMode.Policy)]
    [InlineData(GatewayKind.StrongSwan, PathMode.Userspace)]
    [InlineData(GatewayKind.Libreswan, PathMode.Interface)]
    [InlineData(GatewayKind.Libreswan, PathMode.Policy)]
    public void Carries_both_families_and_leaves_nothing(GatewayKind kind, PathMode mode)
    {
        var lab = Start(kind);
        var agent = lab.Connect(ForBothFamilies(kind, lab).By(mode));
        lab.WaitForStatus("an address of each family", status => status.Addresses.Count == 2);
        Assert.Equal(mode.Path(), lab.Status().Paths[0]);
        Assert.Equal(mode == PathMode.Userspace, lab.States().Count == 0);
        foreach (var host in new[] { Addresses.HostV4, Addresses.HostV6 })
        {
            lab.Ping(host);
            Log($"{host}: {Iperf.Run(lab, host, false):F1} Mbit/s up, {Iperf.Run(lab, host, true):F1} down");
        }
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Gateway.WaitForNoState();
    }

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Connects_over_IPv6(PathMode mode)
    {
        var lab = Start();
        var agent = lab.Connect((Agent with { Gateway = lab.Gateway.AddressV6 }).By(mode));
        Assert.Equal(mode.Path(), lab.Status().Paths[0]);
        Assert.Contains($"dst {lab.Gateway.AddressV6}", lab.Check("ip xfrm state"), StringComparison.Ordinal);
        lab.Ping(Addresses.HostV4);
        lab.Ping(Addresses.HostV6);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    [Theory]
    [InlineData("aes128gcm16", "rfc4106(gcm(aes))")]
    [InlineData("aes256gcm16-esn", "rfc4106(gcm(aes))")]
    [InlineData("chacha20poly1305-esn", "rfc7539esp(chacha20,poly1305)")]
    [InlineData("aes128-sha256", "hmac(sha256)")]
    [InlineData("aes128-sha256-esn", "hmac(sha256)")]
    public void Speaks(string esp, string algorithm)
    {
        var lab = Start();
        lab.Connect((Agent with { Esp = [esp] }).By(PathMode.Interface));
        var states = lab.Check("ip xfrm state");
        Assert.Contains(algorithm, states, StringComparison.Ordinal);
        Assert.Equal(esp.EndsWith("-esn", StringComparison.Ordinal), Regex.IsMatch(states, @"flag .*\besn"));
        lab.Ping();
        Log($"{Iperf.Run(lab, Addresses.HostV4, false):F1} Mbit/s up");
    }

    // Over IPv6 without the NAT, or through it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transport_mode_reaches_the_gateway_itself(bool isIPv6)
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with
        {
            VirtualAddresses = false,
            Children = [new GatewayChild(GatewaySettings.ChildName, ["dynamic"]) { Mode = "transport" }],
        });
        var address = isIPv6 ? lab.Gateway.AddressV6 : lab.Gateway.Address;
        var agent = lab.Connect(Agent with
        {
            Gateway = address, RequestAddress = [], Children = [new AgentChild("host") { Mode = "transport" }], Datapath = "kernel",
        });
        Assert.Equal(PathMode.Policy.Path(), lab.Status().Paths[0]);
        Assert.Contains("mode transport", lab.Check("ip xfrm state"), StringComparison.Ordinal);
        lab.Ping(address);
        var carried = lab.Guest.Check("ip -n site -s xfrm state | grep -c ' 6(packets)'");
        Assert.Equal("2", carried.Trim());
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    // This libreswan gives a client one family; so it is two clients there.
    private static AgentSettings ForBothFamilies(GatewayKind kind, SiteLab lab) => kind == GatewayKind.StrongSwan ? Agent : Agent with
    {
        Connections =
        [
            new AgentConnection("four") { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4] },
            new AgentConnection("six")
            {
                Gateway = lab.Gateway.AddressV6, Identity = LibreswanGateway.ClientV6,
                RequestAddress = ["ipv6"], RemoteSubnets = [Addresses.LanV6],
            },
        ],
    };
}
