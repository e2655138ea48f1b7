using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/neighbour.h</summary>
internal static class Neighbour
{
    public const ushort NDA_DST = 1;
}

/// <summary>struct ndmsg</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NdMsg
{
    public byte ndm_family;
    private readonly byte _pad1;
    private readonly ushort _pad2;
    public int ndm_ifindex;
    public ushort ndm_state;
    public byte ndm_flags;
    public byte ndm_type;
}
