using System.Net;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Addresses, selectors and numbers in the form of XFRM's structures.</summary>
internal static unsafe class XfrmBytes
{
    public static ushort Family(IPAddress address) =>
        (ushort)(int)(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET);

    public static XfrmAddress Address(IPAddress address)
    {
        XfrmAddress bytes = default;
        address.TryWriteBytes(new Span<byte>(bytes.a6, sizeof(XfrmAddress)), out _);
        return bytes;
    }

    /// <summary>Null: neither IPv4 nor IPv6.</summary>
    public static IPAddress? Address(XfrmAddress address, ushort family)
    {
        if (family != AF_INET && family != AF_INET6) return null;
        return new IPAddress(new ReadOnlySpan<byte>(address.a6, family == AF_INET ? 4 : 16));
    }

    /// <summary>To network order and back.</summary>
    public static uint Order(uint number) => (uint)IPAddress.HostToNetworkOrder((int)number);

    public static ushort Order(ushort number) => (ushort)IPAddress.HostToNetworkOrder((short)number);

    /// <exception cref="ArgumentException">Two families, or bits beyond a prefix's length.</exception>
    public static XfrmSelectorInfo Selector(XfrmSelector selector)
    {
        if (selector.Source.IsIPv6 != selector.Destination.IsIPv6)
            throw new ArgumentException($"Two families: {selector}.", nameof(selector));
        if (!selector.Source.IsNetwork || !selector.Destination.IsNetwork)
            throw new ArgumentException($"Bits are set beyond the length: {selector}.", nameof(selector));
        return new XfrmSelectorInfo
        {
            daddr = Address(selector.Destination.Address),
            saddr = Address(selector.Source.Address),
            dport = Order(selector.DestinationPort),
            dport_mask = Order(selector.DestinationPortMask),
            sport = Order(selector.SourcePort),
            sport_mask = Order(selector.SourcePortMask),
            family = Family(selector.Source.Address),
            prefixlen_d = (byte)selector.Destination.Length,
            prefixlen_s = (byte)selector.Source.Length,
            proto = selector.Protocol,
            ifindex = selector.Link,
        };
    }

    /// <summary>Null: of no family, or with impossible lengths.</summary>
    public static XfrmSelector? Selector(in XfrmSelectorInfo info)
    {
        if (Address(info.saddr, info.family) is not { } source) return null;
        if (Address(info.daddr, info.family) is not { } destination) return null;
        if (!IpBytes.TryPrefix(source, info.prefixlen_s, out IpPrefix from)) return null;
        if (!IpBytes.TryPrefix(destination, info.prefixlen_d, out IpPrefix to)) return null;
        return new XfrmSelector(
            from, to, info.proto, Order(info.sport), Order(info.sport_mask), Order(info.dport), Order(info.dport_mask),
            info.ifindex);
    }
}
