using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/fib_rules.h</summary>
internal static class FibRules
{
    public const ushort FRA_DST = 1;
    public const ushort FRA_PRIORITY = 6;
    public const ushort FRA_FWMARK = 10;
    public const ushort FRA_SUPPRESS_PREFIXLEN = 14;
    public const ushort FRA_TABLE = 15;
    public const ushort FRA_FWMASK = 16;
    public const ushort FRA_PROTOCOL = 21;
    public const byte FR_ACT_TO_TBL = 1;
    public const byte FR_ACT_UNREACHABLE = 7;
    public const uint FIB_RULE_INVERT = 2;
}

/// <summary>struct fib_rule_hdr</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FibRuleHdr
{
    public byte family;
    public byte dst_len;
    public byte src_len;
    public byte tos;
    public byte table;
    private readonly byte _res1;
    private readonly byte _res2;
    public byte action;
    public uint flags;
}
