using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform.Interop;

/// <summary>sys/timerfd.h</summary>
internal static unsafe partial class TimerFd
{
    public const int TFD_TIMER_ABSTIME = 1;
    public const int TFD_NONBLOCK = 0x800;
    public const int TFD_CLOEXEC = 0x80000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_create(int clockid, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_settime(int fd, int flags, ITimerSpec* new_value, ITimerSpec* old_value);
}

/// <summary>struct itimerspec of time.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ITimerSpec
{
    public timespec it_interval;
    public timespec it_value;
}
