using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.IfLink;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>RTM_*LINK messages: struct ifinfomsg and IFLA_* attributes.</summary>
internal static unsafe class LinkCodec
{
    public static NetlinkRequest Find(string name) =>
        new NetlinkRequest(RTM_GETLINK, NLM_F_ACK).Header(default(IfInfoMsg)).Attribute(IFLA_IFNAME, CString.Of(name));

    public static NetlinkRequest SetUp(int link, bool up) => new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK).Header(
        new IfInfoMsg { ifi_index = link, ifi_flags = up ? (uint)IfTun.IFF_UP : 0, ifi_change = IfTun.IFF_UP });

    public static NetlinkRequest SetMtu(int link, int mtu) => Change(link).Attribute(IFLA_MTU, (uint)mtu);

    public static NetlinkRequest SetAddressGenerationNone(int link) => Change(link).Nested(
        IFLA_AF_SPEC,
        specific => specific.Nested(
            (ushort)(int)AF_INET6, inet6 => inet6.Attribute(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));

    public static bool TryParse(in NetlinkMessage message, out LinkEntry link)
    {
        link = default;
        if (message.Header.nlmsg_type != RTM_NEWLINK) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out IfInfoMsg header)) return false;
        string name = "";
        int mtu = 0;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(IfInfoMsg)..]))
        {
            if (attribute.Type == IFLA_IFNAME) name = attribute.Text;
            if (attribute.Type == IFLA_MTU) mtu = (int)attribute.UInt32;
        }

        link = new LinkEntry(header.ifi_index, name, (header.ifi_flags & IfTun.IFF_UP) != 0, mtu);
        return true;
    }

    private static NetlinkRequest Change(int link) =>
        new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK).Header(new IfInfoMsg { ifi_index = link });
}
