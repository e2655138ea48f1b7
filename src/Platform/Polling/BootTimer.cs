using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Clock;
using static Holdfast.Platform.Interop.TimerFd;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>A timer on CLOCK_BOOTTIME (timerfd) whose descriptor is readable once it has fired.</summary>
public sealed class BootTimer : IDisposable
{
    private readonly Descriptor _descriptor =
        Descriptor.From(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create CLOCK_BOOTTIME");

    public int Fd => _descriptor.Number;

    /// <summary>
    /// Fires once at the given BootClock time, at once if that has passed; replaces what was armed before.
    /// </summary>
    public void Arm(long nanoseconds) => Set(Math.Max(nanoseconds, 1)); // 0 would disarm

    public void Disarm() => Set(0);

    /// <summary>
    /// Whether it has fired since it was last drained or armed; makes the descriptor unreadable again.
    /// </summary>
    public unsafe bool Drain()
    {
        ulong expirations;
        IoResult result = IoResult.From(read(Fd, &expirations, sizeof(ulong)));
        if (result.Status == IoStatus.Failed) throw new LinuxException("read timerfd", result.Errno);
        return result.IsDone;
    }

    public void Dispose() => _descriptor.Dispose();

    private unsafe void Set(long nanoseconds)
    {
        var time = new ITimerSpec { it_value = BootClock.ToTimeSpec(nanoseconds) };
        LinuxException.Check(timerfd_settime(Fd, TFD_TIMER_ABSTIME, &time, null), "timerfd_settime");
    }
}
