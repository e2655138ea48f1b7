using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform.Interop;

/// <summary>sys/uio.h</summary>
internal static unsafe partial class SysUio
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial nint writev(int fd, iovec* pieces, int count);
}
