using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The messages that the kernel sends on its own.</summary>
internal static unsafe class XfrmEventCodec
{
    /// <summary>Null: of another kind, of another protocol than ESP, or malformed.</summary>
    public static XfrmEvent? Parse(in NetlinkMessage message) => message.Header.nlmsg_type switch
    {
        XFRM_MSG_EXPIRE => Expired(message.Payload),
        XFRM_MSG_ACQUIRE => Acquire(message.Payload),
        XFRM_MSG_MAPPING => Mapping(message.Payload),
        XFRM_MSG_MIGRATE => Migrated(message.Payload),
        Netlink.NLMSG_OVERRUN => new XfrmOverrun(),
        _ => null,
    };

    private static XfrmExpired? Expired(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead(payload, out XfrmUserExpire info)) return null;
        if (!IsEsp(info.state.id.proto)) return null;
        if (XfrmBytes.Address(info.state.id.daddr, info.state.family) is not { } destination) return null;
        uint ifId = 0;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(payload[sizeof(XfrmUserExpire)..]))
        {
            if (attribute.Type == XFRMA_IF_ID) ifId = attribute.UInt32;
        }

        var id = new XfrmStateId(destination, XfrmBytes.Order(info.state.id.spi));
        return new XfrmExpired(id, info.state.reqid, ifId, info.hard != 0);
    }

    private static XfrmAcquire? Acquire(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead(payload, out XfrmUserAcquire info) || !IsEsp(info.id.proto)) return null;
        if (XfrmBytes.Selector(info.sel) is not { } packet) return null;
        if (XfrmBytes.Selector(info.policy.sel) is not { } selector) return null;
        var attributes = new NetlinkAttributes(payload[sizeof(XfrmUserAcquire)..]);
        if (XfrmPolicyCodec.FindTemplate(attributes) is not { } template) return null;
        XfrmPolicyId policy = XfrmPolicyCodec.Named(selector, info.policy.dir, attributes);
        return new XfrmAcquire(packet, template.Source, template.Destination, policy, template.RequestId);
    }

    private static XfrmMapping? Mapping(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead(payload, out XfrmUserMapping info) || !IsEsp(info.id.proto)) return null;
        ushort family = info.id.family;
        if (XfrmBytes.Address(info.id.daddr, family) is not { } destination) return null;
        if (XfrmBytes.Address(info.old_saddr, family) is not { } oldSource) return null;
        if (XfrmBytes.Address(info.new_saddr, family) is not { } newSource) return null;
        var id = new XfrmStateId(destination, XfrmBytes.Order(info.id.spi));
        return new XfrmMapping(
            id, info.reqid, oldSource, XfrmBytes.Order(info.old_sport), newSource, XfrmBytes.Order(info.new_sport));
    }

    private static XfrmMigrated? Migrated(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead(payload, out XfrmUserPolicyId info)) return null;
        if (XfrmBytes.Selector(info.sel) is not { } selector) return null;
        var attributes = new NetlinkAttributes(payload[sizeof(XfrmUserPolicyId)..]);
        XfrmPolicyId policy = XfrmPolicyCodec.Named(selector, info.dir, attributes);
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == XFRMA_MIGRATE && Move(attribute.Value) is { } move) return new XfrmMigrated(policy, move);
        }

        return null;
    }

    private static XfrmMove? Move(ReadOnlySpan<byte> value)
    {
        if (!MemoryMarshal.TryRead(value, out XfrmUserMigrate info)) return null;
        if (XfrmBytes.Address(info.old_saddr, info.old_family) is not { } oldSource) return null;
        if (XfrmBytes.Address(info.old_daddr, info.old_family) is not { } oldDestination) return null;
        if (XfrmBytes.Address(info.new_saddr, info.new_family) is not { } newSource) return null;
        if (XfrmBytes.Address(info.new_daddr, info.new_family) is not { } newDestination) return null;
        return new XfrmMove(oldSource, oldDestination, newSource, newDestination, info.reqid, (XfrmMode)info.mode);
    }

    private static bool IsEsp(byte protocol) => protocol == (byte)(int)IPPROTO_ESP;
}
