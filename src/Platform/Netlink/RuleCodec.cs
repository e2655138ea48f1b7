using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.FibRules;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>RTM_*RULE messages: struct fib_rule_hdr and FRA_* attributes.</summary>
internal static unsafe class RuleCodec
{
    public static NetlinkRequest Request(ushort type, int flags, RuleEntry rule)
    {
        var header = new FibRuleHdr
        {
            family = IpBytes.Family(rule.IsIPv6),
            dst_len = (byte)(rule.Destination?.Length ?? 0),
            table = rule.Table <= byte.MaxValue ? (byte)rule.Table : RT_TABLE_UNSPEC,
            action = rule.IsUnreachable ? FR_ACT_UNREACHABLE : FR_ACT_TO_TBL,
            flags = rule.Invert ? FIB_RULE_INVERT : 0,
        };
        NetlinkRequest request = new NetlinkRequest(type, flags)
            .Header(header)
            .Attribute(FRA_PRIORITY, rule.Priority)
            .Attribute(FRA_TABLE, rule.Table)
            .Attribute(FRA_PROTOCOL, rule.Protocol);
        if (rule.Destination is { } to) request.Attribute(FRA_DST, to.Address.GetAddressBytes());
        if (rule.Mask != 0) request.Attribute(FRA_FWMARK, rule.Mark).Attribute(FRA_FWMASK, rule.Mask);
        if (rule.SuppressPrefixLength >= 0) request.Attribute(FRA_SUPPRESS_PREFIXLEN, (uint)rule.SuppressPrefixLength);
        return request;
    }

    public static NetlinkRequest DumpRequest() =>
        new NetlinkRequest(RTM_GETRULE, NLM_F_DUMP).Header(default(FibRuleHdr));

    public static bool TryParse(in NetlinkMessage message, out RuleEntry rule)
    {
        rule = default;
        if (message.Header.nlmsg_type != RTM_NEWRULE) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out FibRuleHdr header)) return false;
        if (header.family != AF_INET && header.family != AF_INET6) return false; // multicast routing has rules too
        rule = new RuleEntry(header.family == AF_INET6, 0, header.table)
        {
            Invert = (header.flags & FIB_RULE_INVERT) != 0,
            IsUnreachable = header.action == FR_ACT_UNREACHABLE,
        };
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(FibRuleHdr)..]))
            rule = attribute.Type == FRA_DST ? rule with { Destination = Network(attribute, header.dst_len) } : With(rule, attribute);
        return true;
    }

    private static IpPrefix? Network(NetlinkAttribute attribute, int length) =>
        IpBytes.Read(attribute.Value) is { } address && IpBytes.TryPrefix(address, length, out IpPrefix prefix) ? prefix : null;

    private static RuleEntry With(RuleEntry rule, NetlinkAttribute attribute) => attribute.Type switch
    {
        FRA_PRIORITY => rule with { Priority = attribute.UInt32 },
        FRA_TABLE => rule with { Table = attribute.UInt32 },
        FRA_FWMARK => rule with { Mark = attribute.UInt32 },
        FRA_FWMASK => rule with { Mask = attribute.UInt32 },
        FRA_SUPPRESS_PREFIXLEN => rule with { SuppressPrefixLength = (int)attribute.UInt32 }, // 0xFFFFFFFF: none
        FRA_PROTOCOL => rule with { Protocol = attribute.UInt8 },
        _ => rule,
    };
}
