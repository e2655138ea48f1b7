using System.Net;
using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>RTM_*ROUTE messages: struct rtmsg and RTA_* attributes.</summary>
internal static unsafe class RouteCodec
{
    public static NetlinkRequest Request(ushort type, int flags, RouteEntry route)
    {
        if (!route.Destination.IsNetwork)
            throw new ArgumentException($"Bits are set beyond the length: {route.Destination}.", nameof(route));
        NetlinkRequest request = new NetlinkRequest(type, flags).Header(Header(type, route));
        request.Attribute(RTA_TABLE, route.Table);
        if (route.Destination.Length > 0) request.Attribute(RTA_DST, route.Destination.Address.GetAddressBytes());
        if (route.Gateway is not null) request.Attribute(RTA_GATEWAY, route.Gateway.GetAddressBytes());
        if (route.PreferredSource is not null) request.Attribute(RTA_PREFSRC, route.PreferredSource.GetAddressBytes());
        if (route.Link != 0) request.Attribute(RTA_OIF, (uint)route.Link);
        if (route.Priority != 0) request.Attribute(RTA_PRIORITY, route.Priority);
        if (route.Mtu != 0) request.Nested(RTA_METRICS, metrics => metrics.Attribute(RTAX_MTU, (uint)route.Mtu));
        return request;
    }

    public static NetlinkRequest DumpRequest() => new NetlinkRequest(RTM_GETROUTE, NLM_F_DUMP).Header(default(RtMsg));

    public static NetlinkRequest LookUp(IPAddress destination, uint mark)
    {
        IpPrefix host = IpPrefix.Host(destination);
        NetlinkRequest request = new NetlinkRequest(RTM_GETROUTE, NLM_F_ACK)
            .Header(new RtMsg
            {
                rtm_family = IpBytes.Family(host.IsIPv6),
                rtm_dst_len = (byte)host.Length,
                rtm_flags = RTM_F_LOOKUP_TABLE,
            })
            .Attribute(RTA_DST, destination.GetAddressBytes());
        return mark == 0 ? request : request.Attribute(RTA_MARK, mark);
    }

    public static bool TryParse(in NetlinkMessage message, out RouteEntry route) =>
        TryParseLookUp(message, out route) && (Header(message).rtm_flags & RTM_F_CLONED) == 0; // else a cached answer

    public static bool TryParseLookUp(in NetlinkMessage message, out RouteEntry route)
    {
        route = default;
        if (message.Header.nlmsg_type != RTM_NEWROUTE) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out RtMsg header)) return false;
        if (header.rtm_family != AF_INET && header.rtm_family != AF_INET6) return false; // multicast routing dumps too
        var attributes = new NetlinkAttributes(message.Payload[sizeof(RtMsg)..]);
        IPAddress destination = Destination(attributes) ?? IpPrefix.Default(header.rtm_family == AF_INET6).Address;
        if (!IpBytes.TryPrefix(destination, header.rtm_dst_len, out IpPrefix prefix)) return false;
        route = new RouteEntry(prefix)
        {
            Type = (RouteType)header.rtm_type,
            Table = header.rtm_table,
            Protocol = header.rtm_protocol,
            IsOnLink = (header.rtm_flags & RTNH_F_ONLINK) != 0,
        };
        foreach (NetlinkAttribute attribute in attributes) route = With(route, attribute);
        return true;
    }

    // The scope is what iproute2 would choose; a delete leaves it open, so that it fits however the route was made.
    private static RtMsg Header(ushort type, RouteEntry route) => new()
    {
        rtm_family = IpBytes.Family(route.Destination.IsIPv6),
        rtm_dst_len = (byte)route.Destination.Length,
        rtm_table = route.Table <= byte.MaxValue ? (byte)route.Table : RT_TABLE_UNSPEC,
        rtm_protocol = route.Protocol,
        rtm_scope = type == RTM_DELROUTE ? RT_SCOPE_NOWHERE
            : route.Type == RouteType.Unicast && route.Gateway is null ? RT_SCOPE_LINK
            : RT_SCOPE_UNIVERSE,
        rtm_type = (byte)route.Type,
        rtm_flags = route.IsOnLink && type == RTM_NEWROUTE ? RTNH_F_ONLINK : 0,
    };

    private static RtMsg Header(in NetlinkMessage message) => MemoryMarshal.Read<RtMsg>(message.Payload);

    private static IPAddress? Destination(NetlinkAttributes attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == RTA_DST) return IpBytes.Read(attribute.Value);
        }

        return null;
    }

    private static RouteEntry With(RouteEntry route, NetlinkAttribute attribute) => attribute.Type switch
    {
        RTA_TABLE => route with { Table = attribute.UInt32 },
        RTA_GATEWAY => route with { Gateway = IpBytes.Read(attribute.Value) },
        RTA_PREFSRC => route with { PreferredSource = IpBytes.Read(attribute.Value) },
        // An IPv6 route that drops is put on the loopback device by the kernel.
        RTA_OIF when route.Type < RouteType.Blackhole => route with { Link = (int)attribute.UInt32 },
        RTA_PRIORITY => route with { Priority = attribute.UInt32 },
        RTA_MULTIPATH or RTA_VIA or RTA_ENCAP => route with { IsPartial = true },
        RTA_METRICS => route with { Mtu = Mtu(attribute.Value) },
        _ => route,
    };

    private static int Mtu(ReadOnlySpan<byte> metrics)
    {
        foreach (NetlinkAttribute metric in new NetlinkAttributes(metrics))
        {
            if (metric.Type == RTAX_MTU) return (int)metric.UInt32;
        }

        return 0;
    }
}
