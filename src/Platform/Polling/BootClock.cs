using Tmds.Linux;
using static Holdfast.Platform.Interop.Clock;

namespace Holdfast.Platform;

/// <summary>CLOCK_BOOTTIME: never set by anyone, and goes on while the machine sleeps.</summary>
public static class BootClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since boot.</summary>
    public static long Now() => Read(CLOCK_BOOTTIME, "clock_gettime CLOCK_BOOTTIME");

    /// <summary>The same without the time that the machine slept (CLOCK_MONOTONIC).</summary>
    public static long Awake() => Read(CLOCK_MONOTONIC, "clock_gettime CLOCK_MONOTONIC");

    internal static timespec ToTimeSpec(long nanoseconds) => new()
    {
        tv_sec = nanoseconds / NanosecondsPerSecond,
        tv_nsec = (int)(nanoseconds % NanosecondsPerSecond),
    };

    private static unsafe long Read(int clock, string call)
    {
        timespec now;
        LinuxException.Check(clock_gettime(clock, &now), call);
        return (long)now.tv_sec * NanosecondsPerSecond + now.tv_nsec;
    }
}
