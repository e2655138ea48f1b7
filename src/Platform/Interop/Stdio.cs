using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>stdio.h</summary>
internal static unsafe partial class Stdio
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial int rename(byte* oldpath, byte* newpath);
}
