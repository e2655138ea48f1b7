using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform.Interop;

/// <summary>time.h</summary>
internal static unsafe partial class Clock
{
    public const int CLOCK_MONOTONIC = 1;
    public const int CLOCK_BOOTTIME = 7;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int clock_gettime(int clockid, timespec* tp);
}
