using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>xfrm_address_t: an IPv4 address has only the first four bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct XfrmAddress
{
    public fixed uint a6[4];
}

/// <summary>struct xfrm_selector</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmSelectorInfo
{
    public XfrmAddress daddr;
    public XfrmAddress saddr;
    public ushort dport;
    public ushort dport_mask;
    public ushort sport;
    public ushort sport_mask;
    public ushort family;
    public byte prefixlen_d;
    public byte prefixlen_s;
    public byte proto;
    public int ifindex;
    public uint user;
}

/// <summary>struct xfrm_id</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmId
{
    public XfrmAddress daddr;
    public uint spi;
    public byte proto;
}

/// <summary>struct xfrm_lifetime_cfg</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmLifetimeCfg
{
    public ulong soft_byte_limit;
    public ulong hard_byte_limit;
    public ulong soft_packet_limit;
    public ulong hard_packet_limit;
    public ulong soft_add_expires_seconds;
    public ulong hard_add_expires_seconds;
    public ulong soft_use_expires_seconds;
    public ulong hard_use_expires_seconds;
}

/// <summary>struct xfrm_lifetime_cur</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmLifetimeCur
{
    public ulong bytes;
    public ulong packets;
    public ulong add_time;
    public ulong use_time;
}

/// <summary>struct xfrm_stats</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmStats
{
    public uint replay_window;
    public uint replay;
    public uint integrity_failed;
}

/// <summary>struct xfrm_usersa_info</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserSaInfo
{
    public XfrmSelectorInfo sel;
    public XfrmId id;
    public XfrmAddress saddr;
    public XfrmLifetimeCfg lft;
    public XfrmLifetimeCur curlft;
    public XfrmStats stats;
    public uint seq;
    public uint reqid;
    public ushort family;
    public byte mode;
    public byte replay_window;
    public byte flags;
}

/// <summary>struct xfrm_usersa_id</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserSaId
{
    public XfrmAddress daddr;
    public uint spi;
    public ushort family;
    public byte proto;
}

/// <summary>struct xfrm_userspi_info</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserSpiInfo
{
    public XfrmUserSaInfo info;
    public uint min;
    public uint max;
}

/// <summary>struct xfrm_user_expire</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserExpire
{
    public XfrmUserSaInfo state;
    public byte hard;
}

/// <summary>struct xfrm_user_mapping</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserMapping
{
    public XfrmUserSaId id;
    public uint reqid;
    public XfrmAddress old_saddr;
    public XfrmAddress new_saddr;
    public ushort old_sport;
    public ushort new_sport;
}
