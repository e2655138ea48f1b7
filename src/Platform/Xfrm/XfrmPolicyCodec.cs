using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>XFRM_MSG_*POLICY and XFRM_MSG_MIGRATE messages.</summary>
internal static unsafe class XfrmPolicyCodec
{
    public static NetlinkRequest Request(ushort type, XfrmPolicy policy)
    {
        NetlinkRequest request = new NetlinkRequest(type, NLM_F_ACK).Header(new XfrmUserPolicyInfo
        {
            sel = XfrmBytes.Selector(policy.Id.Selector),
            lft = XfrmStateInfo.Lifetime(XfrmLimits.None),
            priority = policy.Priority,
            dir = (byte)policy.Id.Direction,
            action = (byte)policy.Action,
        });
        if (policy.Template is { } template)
            MemoryMarshal.Write(request.Space(XFRMA_TMPL, sizeof(XfrmUserTmpl)), Template(template));
        WriteName(request, policy.Id);
        if (policy.OffloadLink == 0) return request;
        var offload = new XfrmUserOffload { ifindex = policy.OffloadLink, flags = XfrmStateCodec.OffloadPacket };
        MemoryMarshal.Write(request.Space(XFRMA_OFFLOAD_DEV, sizeof(XfrmUserOffload)), offload);
        return request;
    }

    public static NetlinkRequest Delete(XfrmPolicyId id) => Named(XFRM_MSG_DELPOLICY, id);

    public static NetlinkRequest DumpRequest() => new(XFRM_MSG_GETPOLICY, NLM_F_DUMP);

    public static NetlinkRequest Migrate(XfrmPolicyId id, XfrmMove move, XfrmEncapsulation? encapsulation)
    {
        NetlinkRequest request = Named(XFRM_MSG_MIGRATE, id);
        MemoryMarshal.Write(request.Space(XFRMA_MIGRATE, sizeof(XfrmUserMigrate)), new XfrmUserMigrate
        {
            old_daddr = XfrmBytes.Address(move.OldDestination),
            old_saddr = XfrmBytes.Address(move.OldSource),
            new_daddr = XfrmBytes.Address(move.NewDestination),
            new_saddr = XfrmBytes.Address(move.NewSource),
            proto = (byte)(int)IPPROTO_ESP,
            mode = (byte)move.Mode,
            reqid = move.RequestId,
            old_family = XfrmBytes.Family(move.OldDestination),
            new_family = XfrmBytes.Family(move.NewDestination),
        });
        if (encapsulation is not null) XfrmStateCodec.WriteEncapsulation(request, encapsulation);
        return request;
    }

    public static bool TryParse(in NetlinkMessage message, out XfrmPolicy policy)
    {
        policy = null!;
        if (message.Header.nlmsg_type != XFRM_MSG_NEWPOLICY) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out XfrmUserPolicyInfo info)) return false;
        if (info.dir > (byte)XfrmDirection.Forward) return false; // a socket's
        if (XfrmBytes.Selector(info.sel) is not { } selector) return false;
        var attributes = new NetlinkAttributes(message.Payload[sizeof(XfrmUserPolicyInfo)..]);
        policy = new XfrmPolicy(Named(selector, info.dir, attributes))
        {
            Action = (XfrmAction)info.action,
            Priority = info.priority,
            Template = FindTemplate(attributes),
            OffloadLink = OffloadLink(attributes),
        };
        return true;
    }

    /// <summary>A policy's name out of its selector and the attributes of its message.</summary>
    public static XfrmPolicyId Named(XfrmSelector selector, byte direction, NetlinkAttributes attributes)
    {
        uint ifId = 0;
        XfrmMark mark = default;
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == XFRMA_IF_ID) ifId = attribute.UInt32;
            if (attribute.Type == XFRMA_MARK) _ = MemoryMarshal.TryRead(attribute.Value, out mark);
        }

        return new XfrmPolicyId(selector, (XfrmDirection)direction, ifId, mark.v, mark.m);
    }

    /// <summary>The first, as ours have no more.</summary>
    public static XfrmTemplate? FindTemplate(NetlinkAttributes attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type != XFRMA_TMPL || !MemoryMarshal.TryRead(attribute.Value, out XfrmUserTmpl found)) continue;
            if (XfrmBytes.Address(found.saddr, found.family) is not { } source) continue;
            if (XfrmBytes.Address(found.id.daddr, found.family) is not { } destination) continue;
            return new XfrmTemplate(source, destination, XfrmBytes.Order(found.id.spi), found.reqid, (XfrmMode)found.mode);
        }

        return null;
    }

    private static int OffloadLink(NetlinkAttributes attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == XFRMA_OFFLOAD_DEV) return (int)attribute.UInt32; // begins with the index
        }

        return 0;
    }

    private static NetlinkRequest Named(ushort type, XfrmPolicyId id)
    {
        NetlinkRequest request = new NetlinkRequest(type, NLM_F_ACK).Header(
            new XfrmUserPolicyId { sel = XfrmBytes.Selector(id.Selector), dir = (byte)id.Direction });
        WriteName(request, id);
        return request;
    }

    private static void WriteName(NetlinkRequest request, XfrmPolicyId id)
    {
        if (id.IfId != 0) request.Attribute(XFRMA_IF_ID, id.IfId);
        if (id.MarkMask == 0) return;
        var mark = new XfrmMark { v = id.Mark, m = id.MarkMask };
        MemoryMarshal.Write(request.Space(XFRMA_MARK, sizeof(XfrmMark)), mark);
    }

    private static XfrmUserTmpl Template(XfrmTemplate template) => new()
    {
        id = new XfrmId
        {
            daddr = XfrmBytes.Address(template.Destination),
            spi = XfrmBytes.Order(template.Spi),
            proto = (byte)(int)IPPROTO_ESP,
        },
        family = XfrmBytes.Family(template.Destination),
        saddr = XfrmBytes.Address(template.Source),
        reqid = template.RequestId,
        mode = (byte)template.Mode,
        aalgos = uint.MaxValue, // any algorithm: the state decides
        ealgos = uint.MaxValue,
        calgos = uint.MaxValue,
    };
}
