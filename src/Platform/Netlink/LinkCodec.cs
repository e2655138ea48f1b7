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

    public static NetlinkRequest DumpRequest() =>
        new NetlinkRequest(RTM_GETLINK, NLM_F_DUMP).Header(default(IfInfoMsg));

    public static NetlinkRequest NewXfrm(string name, uint ifId) =>
        new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Header(default(IfInfoMsg))
            .Attribute(IFLA_IFNAME, CString.Of(name))
            .Nested(IFLA_LINKINFO, info => info
                .Attribute(IFLA_INFO_KIND, "xfrm"u8)
                .Nested(IFLA_INFO_DATA, data => data.Attribute(IFLA_XFRM_IF_ID, ifId)));

    public static NetlinkRequest NewDummy(string name) =>
        new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Header(default(IfInfoMsg))
            .Attribute(IFLA_IFNAME, CString.Of(name))
            .Nested(IFLA_LINKINFO, info => info.Attribute(IFLA_INFO_KIND, "dummy"u8));

    public static NetlinkRequest Delete(int link) =>
        new NetlinkRequest(RTM_DELLINK, NLM_F_ACK).Header(new IfInfoMsg { ifi_index = link });

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
        link = new LinkEntry(header.ifi_index, "", (header.ifi_flags & IfTun.IFF_UP) != 0, 0)
        {
            IsRunning = (header.ifi_flags & IfTun.IFF_RUNNING) != 0,
            HardwareType = header.ifi_type,
        };
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(IfInfoMsg)..]))
        {
            if (attribute.Type == IFLA_IFNAME) link = link with { Name = attribute.Text };
            if (attribute.Type == IFLA_MTU) link = link with { Mtu = (int)attribute.UInt32 };
            if (attribute.Type == IFLA_LINKINFO) link = WithInfo(link, attribute.Value);
        }

        return true;
    }

    // The kernel writes the kind before the data, whose numbers are each kind's own.
    private static LinkEntry WithInfo(LinkEntry link, ReadOnlySpan<byte> info)
    {
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(info))
        {
            if (attribute.Type == IFLA_INFO_KIND) link = link with { Kind = attribute.Text };
            if (attribute.Type == IFLA_INFO_DATA && link.Kind == "xfrm") link = link with { IfId = IfId(attribute.Value) };
        }

        return link;
    }

    private static uint IfId(ReadOnlySpan<byte> data)
    {
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(data))
        {
            if (attribute.Type == IFLA_XFRM_IF_ID) return attribute.UInt32;
        }

        return 0;
    }

    private static NetlinkRequest Change(int link) =>
        new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK).Header(new IfInfoMsg { ifi_index = link });
}
