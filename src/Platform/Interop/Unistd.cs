using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>unistd.h</summary>
internal static unsafe partial class Unistd
{
    public const int _SC_NPROCESSORS_ONLN = 84;

    /// <summary>Returns only when it failed.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int execv(byte* path, byte** argv);

    [LibraryImport("libc")]
    public static partial void sync();
}
