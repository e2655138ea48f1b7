namespace Holdfast.Platform;

/// <summary>Of linux/xfrm.h what came with Linux 6.10 and 6.13, and older headers lack: a direction, and a CPU of their own for states.</summary>
internal static class XfrmPerCpu
{
    public const ushort XFRMA_SA_DIR = 33;
    public const ushort XFRMA_SA_PCPU = 35;

    public const byte XFRM_SA_DIR_OUT = 2;
}
