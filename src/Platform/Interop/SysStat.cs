using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>sys/stat.h: Tmds.LibC calls __xmknod, which a static glibc no longer has.</summary>
internal static unsafe partial class SysStat
{
    public const int S_IFCHR = 0x2000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int mknod(byte* path, uint mode, ulong dev);

    /// <summary>makedev() for numbers below 256.</summary>
    public static ulong MakeDevice(byte major, byte minor) => (ulong)major << 8 | minor;
}
