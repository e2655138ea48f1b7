using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>struct xfrm_algo; the key follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct XfrmAlgo
{
    public fixed byte alg_name[64];
    public uint alg_key_len;
}

/// <summary>struct xfrm_algo_auth; the key follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct XfrmAlgoAuth
{
    public fixed byte alg_name[64];
    public uint alg_key_len;
    public uint alg_trunc_len;
}

/// <summary>struct xfrm_algo_aead; the key follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct XfrmAlgoAead
{
    public fixed byte alg_name[64];
    public uint alg_key_len;
    public uint alg_icv_len;
}

/// <summary>struct xfrm_encap_tmpl</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmEncapTmpl
{
    public ushort encap_type;
    public ushort encap_sport;
    public ushort encap_dport;
    public XfrmAddress encap_oa;
}

/// <summary>struct xfrm_replay_state</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmReplayState
{
    public uint oseq;
    public uint seq;
    public uint bitmap;
}

/// <summary>struct xfrm_replay_state_esn; bmp_len words follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmReplayStateEsn
{
    public uint bmp_len;
    public uint oseq;
    public uint seq;
    public uint oseq_hi;
    public uint seq_hi;
    public uint replay_window;
}

/// <summary>struct xfrm_mark</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmMark
{
    public uint v;
    public uint m;
}

/// <summary>struct xfrm_user_offload</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XfrmUserOffload
{
    public int ifindex;
    public byte flags;
}
