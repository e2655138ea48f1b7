using System.Net;
using System.Text;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>RTN_* of linux/rtnetlink.h.</summary>
public enum RouteType : byte
{
    Unicast = 1,
    Local = 2,
    Broadcast = 3,
    Anycast = 4,
    Multicast = 5,

    /// <summary>Drops.</summary>
    Blackhole = 6,

    /// <summary>Drops and says so (host unreachable).</summary>
    Unreachable = 7,
    Prohibit = 8,

    /// <summary>Goes on with the next rule, as if this table had no route.</summary>
    Throw = 9,
}

/// <summary>
/// A route, equal to another when all of it is. Not represented: several next hops, encapsulation, TOS, a gateway of the other
/// family.
/// </summary>
public readonly record struct RouteEntry(IpPrefix Destination)
{
    public const uint MainTable = RtNetlink.RT_TABLE_MAIN;

    public RouteType Type { get; init; } = RouteType.Unicast;

    public uint Table { get; init; } = MainTable;

    /// <summary>The outgoing interface's index; 0: none.</summary>
    public int Link { get; init; }

    public IPAddress? Gateway { get; init; }

    public IPAddress? PreferredSource { get; init; }

    /// <summary>The metric. An IPv6 route added with 0 gets 1024; deleting with 0 takes any.</summary>
    public uint Priority { get; init; }

    /// <summary>Who made it (RTPROT_*; /etc/iproute2/rt_protos).</summary>
    public byte Protocol { get; init; }

    /// <summary>Bytes; 0: the interface's.</summary>
    public int Mtu { get; init; }

    /// <summary>The gateway is taken to be on the link, whatever other routes say (RTNH_F_ONLINK).</summary>
    public bool IsOnLink { get; init; }

    /// <summary>Read from the kernel, and with something that is not represented here: not to be made anew.</summary>
    public bool IsPartial { get; init; }

    public override string ToString()
    {
        string type = Type == RouteType.Unicast ? "" : $"{Type} ".ToLowerInvariant();
        var text = new StringBuilder($"{type}{Destination}");
        if (Gateway is not null) text.Append($" via {Gateway}");
        if (Link != 0) text.Append($" dev {Link}");
        return text.Append($" table {Table}").ToString();
    }
}
