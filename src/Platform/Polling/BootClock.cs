using Tmds.Linux;
using static Holdfast.Platform.Interop.Clock;

namespace Holdfast.Platform;

/// <summary>CLOCK_BOOTTIME: never set by anyone, and goes on while the machine sleeps.</summary>
public static class BootClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since boot.</summary>
    public static unsafe long Now()
    {
        timespec now;
        LinuxException.Check(clock_gettime(CLOCK_BOOTTIME, &now), "clock_gettime CLOCK_BOOTTIME");
        return (long)now.tv_sec * NanosecondsPerSecond + now.tv_nsec;
    }

    internal static timespec ToTimeSpec(long nanoseconds) => new()
    {
        tv_sec = nanoseconds / NanosecondsPerSecond,
        tv_nsec = (int)(nanoseconds % NanosecondsPerSecond),
    };
}
