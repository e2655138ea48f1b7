using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>sys/resource.h</summary>
internal static unsafe partial class SysResource
{
    public const int RLIMIT_CORE = 4;
    public const int RLIMIT_MEMLOCK = 8;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setrlimit(int resource, RLimit* limits);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getrlimit(int resource, RLimit* limits);
}

/// <summary>struct rlimit</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RLimit
{
    public nuint rlim_cur;
    public nuint rlim_max;
}
