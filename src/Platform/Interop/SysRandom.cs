using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>sys/random.h</summary>
internal static unsafe partial class SysRandom
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial nint getrandom(byte* buf, nuint buflen, uint flags);
}
