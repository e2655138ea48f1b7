using System.Net;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Links, addresses, routes and rules of the network namespace that it was opened in (rtnetlink(7)). An add that finds
/// the same thing there, and a delete that finds nothing, are false; every other refusal is a LinuxException with the
/// kernel's explanation.
/// </summary>
public sealed class RouteNetlink(INetlinkTransport transport) : IDisposable
{
    private const ushort AddFlags = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    private const ushort ReplaceFlags = NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;

    private readonly NetlinkSocket _socket = new(transport);

    public static RouteNetlink Open() => new(new NetlinkTransport(NETLINK_ROUTE));

    /// <summary>The interface of that name; null: there is none.</summary>
    public LinkEntry? FindLink(string name)
    {
        try
        {
            string call = $"find link {name}";
            List<LinkEntry> found = _socket.Collect<LinkEntry>(LinkCodec.Find(name), LinkCodec.TryParse, call);
            return found.Count > 0 ? found[0] : null;
        }
        catch (LinuxException failure) when (failure.Errno == ENODEV)
        {
            return null;
        }
    }

    public IReadOnlyList<LinkEntry> Links() =>
        _socket.Collect<LinkEntry>(LinkCodec.DumpRequest(), LinkCodec.TryParse, "dump links");

    public void SetLinkUp(int link, bool up = true) =>
        _socket.Execute(LinkCodec.SetUp(link, up), $"set link {link} {(up ? "up" : "down")}");

    /// <param name="link">The interface's index.</param>
    /// <param name="mtu">Bytes; IPv6 wants 1280 or more.</param>
    public void SetLinkMtu(int link, int mtu) =>
        _socket.Execute(LinkCodec.SetMtu(link, mtu), $"set link {link} mtu {mtu}");

    /// <summary>
    /// Has the kernel make no link-local IPv6 address when the link comes up. False: there is no IPv6 here.
    /// </summary>
    public bool DisableIPv6AddressGeneration(int link) => _socket.Execute(
        LinkCodec.SetAddressGenerationNone(link), $"set link {link} addrgenmode none", EAFNOSUPPORT, EOPNOTSUPP) == 0;

    /// <summary>Makes an xfrm interface (down): routes to it, policies and states of the same if_id make a tunnel.</summary>
    /// <exception cref="LinuxException">EOPNOTSUPP: the kernel lacks CONFIG_XFRM_INTERFACE. EEXIST.</exception>
    public LinkEntry AddXfrmLink(string name, uint ifId) => Add(LinkCodec.NewXfrm(name, ifId), name, $"add xfrm link {name}");

    /// <summary>Makes a device (down) that drops what is sent through it.</summary>
    /// <exception cref="LinuxException">EOPNOTSUPP: the kernel lacks CONFIG_DUMMY. EEXIST.</exception>
    public LinkEntry AddDummyLink(string name) => Add(LinkCodec.NewDummy(name), name, $"add dummy link {name}");

    /// <summary>False: there is none.</summary>
    public bool DeleteLink(int link) => _socket.Execute(LinkCodec.Delete(link), $"delete link {link}", ENODEV) == 0;

    /// <summary>
    /// Adds an address without a route for its network, and at once usable (no duplicate address detection).
    /// </summary>
    public bool Add(AddressEntry address) =>
        _socket.Execute(AddressCodec.Request(RTM_NEWADDR, AddFlags, address), $"add address {address}", EEXIST) == 0;

    public bool Delete(AddressEntry address) => _socket.Execute(
        AddressCodec.Request(RTM_DELADDR, NLM_F_ACK, address), $"delete address {address}", EADDRNOTAVAIL, ENODEV) == 0;

    public IReadOnlyList<AddressEntry> Addresses() =>
        _socket.Collect<AddressEntry>(AddressCodec.DumpRequest(), AddressCodec.TryParse, "dump addresses");

    /// <summary>What the kernel knows of the neighbours of all links, both families.</summary>
    public IReadOnlyList<NeighbourEntry> Neighbours() =>
        _socket.Collect<NeighbourEntry>(NeighbourCodec.DumpRequest(), NeighbourCodec.TryParse, "dump neighbours");

    /// <param name="route">The destination must have no bits beyond its length.</param>
    /// <param name="replace">Takes the place of a route with the same destination, table and priority.</param>
    public bool Add(RouteEntry route, bool replace = false) => _socket.Execute(
        RouteCodec.Request(RTM_NEWROUTE, replace ? ReplaceFlags : AddFlags, route), $"add route {route}", EEXIST) == 0;

    public bool Delete(RouteEntry route) => _socket.Execute(
        RouteCodec.Request(RTM_DELROUTE, NLM_F_ACK, route), $"delete route {route}", ESRCH, ENODEV, ENETUNREACH) == 0;

    /// <summary>The routes of all tables and both families.</summary>
    public IReadOnlyList<RouteEntry> Routes() =>
        _socket.Collect<RouteEntry>(RouteCodec.DumpRequest(), RouteCodec.TryParse, "dump routes");

    /// <summary>
    /// The way that packets with this mark take to an address: link, gateway, source, table, and the MTU where one was
    /// learnt for that path. Null: there is none.
    /// </summary>
    public RouteEntry? LookUp(IPAddress destination, uint mark)
    {
        try
        {
            List<RouteEntry> found = _socket.Collect<RouteEntry>(
                RouteCodec.LookUp(destination, mark), RouteCodec.TryParseLookUp, $"look up {destination}");
            return found.Count > 0 && found[0].Type is RouteType.Unicast or RouteType.Local ? found[0] : null;
        }
        catch (LinuxException failure) when (IsNoRoute(failure.Errno))
        {
            return null;
        }
    }

    public bool Add(RuleEntry rule) =>
        _socket.Execute(RuleCodec.Request(RTM_NEWRULE, AddFlags, rule), $"add rule {rule}", EEXIST) == 0;

    public bool Delete(RuleEntry rule) =>
        _socket.Execute(RuleCodec.Request(RTM_DELRULE, NLM_F_ACK, rule), $"delete rule {rule}", ENOENT) == 0;

    /// <summary>The rules of both families, in the order in which they apply.</summary>
    public IReadOnlyList<RuleEntry> Rules() =>
        _socket.Collect<RuleEntry>(RuleCodec.DumpRequest(), RuleCodec.TryParse, "dump rules");

    public void Dispose() => _socket.Dispose();

    private LinkEntry Add(NetlinkRequest link, string name, string call)
    {
        _socket.Execute(link, call);
        return FindLink(name) ?? throw new LinuxException(call, ENODEV, "it was removed at once");
    }

    // In this order: none, unreachable, prohibit, blackhole.
    private static bool IsNoRoute(int error) =>
        error == ENETUNREACH || error == EHOSTUNREACH || error == EACCES || error == EINVAL;
}
