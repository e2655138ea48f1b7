using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>memfd_create of sys/mman.h, and the seals of fcntl.h</summary>
internal static unsafe partial class MemFd
{
    public const uint MFD_CLOEXEC = 1;
    public const uint MFD_ALLOW_SEALING = 2;
    public const int F_ADD_SEALS = 1033;
    public const int F_SEAL_GROW = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int memfd_create(byte* name, uint flags);
}
