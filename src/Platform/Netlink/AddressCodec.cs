using System.Net;
using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.IfAddr;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;

namespace Holdfast.Platform;

/// <summary>RTM_*ADDR messages: struct ifaddrmsg and IFA_* attributes.</summary>
internal static unsafe class AddressCodec
{
    public static NetlinkRequest Request(ushort type, int flags, AddressEntry address)
    {
        byte[] bytes = address.Prefix.Address.GetAddressBytes();
        var header = new IfAddrMsg
        {
            ifa_family = IpBytes.Family(address.Prefix.IsIPv6),
            ifa_prefixlen = (byte)address.Prefix.Length,
            ifa_index = (uint)address.Link,
        };
        return new NetlinkRequest(type, flags)
            .Header(header)
            .Attribute(IFA_LOCAL, bytes)
            .Attribute(IFA_ADDRESS, bytes)
            .Attribute(IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
    }

    public static NetlinkRequest DumpRequest() =>
        new NetlinkRequest(RTM_GETADDR, NLM_F_DUMP).Header(default(IfAddrMsg));

    public static bool TryParse(in NetlinkMessage message, out AddressEntry address)
    {
        address = default;
        if (message.Header.nlmsg_type != RTM_NEWADDR) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out IfAddrMsg header)) return false;
        IPAddress? local = null, remote = null; // they differ on a point-to-point link
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(IfAddrMsg)..]))
        {
            if (attribute.Type == IFA_LOCAL) local = IpBytes.Read(attribute.Value);
            if (attribute.Type == IFA_ADDRESS) remote = IpBytes.Read(attribute.Value);
        }

        if ((local ?? remote) is not { } own) return false;
        if (!IpBytes.TryPrefix(own, header.ifa_prefixlen, out IpPrefix prefix)) return false;
        address = new AddressEntry((int)header.ifa_index, prefix) { IsTentative = IsTentative(header.ifa_flags) };
        return true;
    }

    private static bool IsTentative(byte flags) =>
        (flags & IFA_F_DADFAILED) != 0 || (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) == IFA_F_TENTATIVE;
}
