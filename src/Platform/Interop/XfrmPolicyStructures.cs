using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>struct xfrm_userpolicy_info</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserPolicyInfo
{
    public XfrmSelectorInfo sel;
    public XfrmLifetimeCfg lft;
    public XfrmLifetimeCur curlft;
    public uint priority;
    public uint index;
    public byte dir;
    public byte action;
    public byte flags;
    public byte share;
}

/// <summary>struct xfrm_userpolicy_id</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserPolicyId
{
    public XfrmSelectorInfo sel;
    public uint index;
    public byte dir;
}

/// <summary>struct xfrm_user_tmpl</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserTmpl
{
    public XfrmId id;
    public ushort family;
    public XfrmAddress saddr;
    public uint reqid;
    public byte mode;
    public byte share;
    public byte optional;
    public uint aalgos;
    public uint ealgos;
    public uint calgos;
}

/// <summary>struct xfrm_user_acquire</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserAcquire
{
    public XfrmId id;
    public XfrmAddress saddr;
    public XfrmSelectorInfo sel;
    public XfrmUserPolicyInfo policy;
    public uint aalgos;
    public uint ealgos;
    public uint calgos;
    public uint seq;
}

/// <summary>struct xfrm_user_migrate</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserMigrate
{
    public XfrmAddress old_daddr;
    public XfrmAddress old_saddr;
    public XfrmAddress new_daddr;
    public XfrmAddress new_saddr;
    public byte proto;
    public byte mode;
    public ushort reserved;
    public uint reqid;
    public ushort old_family;
    public ushort new_family;
}
