using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests;

/// <summary>
/// A pair of Ethernet devices joined back to back, in the namespace of this thread. What is sent through it to an address that nobody
/// has waits for seconds.
/// </summary>
internal static class Veth
{
    /// <returns>The index of the device with the address, which everything else in its /24 lies behind.</returns>
    public static int Add(IPAddress address)
    {
        using var netlink = RouteNetlink.Open();
        Make();
        int one = netlink.FindLink("veth0")!.Value.Index, other = netlink.FindLink("veth1")!.Value.Index;
        netlink.Add(new AddressEntry(one, IpPrefix.Host(address)));
        netlink.SetLinkUp(other);
        SetUp(one, address);
        return one;
    }

    /// <summary>Up, with the route that the device loses when it is down.</summary>
    public static void SetUp(int link, IPAddress address)
    {
        using var netlink = RouteNetlink.Open();
        netlink.SetLinkUp(link);
        byte[] net = address.GetAddressBytes();
        net[3] = 0;
        netlink.Add(new RouteEntry(new IpPrefix(new IPAddress(net), 24)) { Link = link });
    }

    private static void Make()
    {
        using var socket = new NetlinkSocket(new NetlinkTransport(Platform.Interop.Netlink.NETLINK_ROUTE));
        NetlinkRequest request = new NetlinkRequest(
            RtNetlink.RTM_NEWLINK, Platform.Interop.Netlink.NLM_F_ACK | Platform.Interop.Netlink.NLM_F_CREATE).Header(default(IfInfoMsg))
            .Nested(IfLink.IFLA_LINKINFO, info => info.Attribute(IfLink.IFLA_INFO_KIND, "veth"u8));
        int error = socket.Execute(request, "add veth", EOPNOTSUPP, ENOENT);
        Needs.That(error == 0, "this kernel has no veth");
    }
}
