using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// Notices that the machine slept: CLOCK_BOOTTIME goes on meanwhile, CLOCK_MONOTONIC does not (clock_gettime(2)). Nobody can
/// set either of them.
/// </summary>
public sealed class SuspendWatch
{
    /// <summary>Shorter ones harm nothing that a retransmission does not mend.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private long? _offset;

    /// <summary>To be called at every wake-up; true once after a sleep.</summary>
    /// <param name="boot">CLOCK_BOOTTIME.</param>
    /// <param name="monotonic">CLOCK_MONOTONIC in nanoseconds, read at about the same time.</param>
    /// <param name="slept">How long.</param>
    public bool TryNotice(Instant boot, long monotonic, out TimeSpan slept)
    {
        long offset = boot.Nanoseconds - monotonic;
        slept = TimeSpan.FromTicks((offset - (_offset ?? offset)) / 100);
        _offset = offset;
        return slept >= Least;
    }
}
