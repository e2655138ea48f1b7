using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>Whether the machine may be rebooted, and if not, why not and when to ask again.</summary>
public readonly record struct RebootVerdict(bool IsAllowed, Instant AskAgain, string Why)
{
    internal static readonly RebootVerdict Allowed = new(true, Instant.Never, "");

    internal static RebootVerdict NotBefore(Instant at, string why) => new(false, at, why);
}

/// <summary>
/// Guards the last resort. That no two reboots are within an hour does not depend on what is written or on a clock that somebody sets:
/// none is in the first hour of a boot, by CLOCK_BOOTTIME, so neither a disk that forgets nor a board in 1970 makes a loop.
/// </summary>
public sealed class RebootGuard(TimeSpan? rebootAfter)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Whether something else has come up is only known by looking.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <param name="downSince">Since when the connection has had no tunnel.</param>
    /// <param name="isAnotherUp">A reboot would take a connection down that works.</param>
    /// <param name="last">The last reboot that was asked for; null: none is known.</param>
    /// <param name="bootId">Of this boot.</param>
    /// <param name="wallSeconds">Now; 0: not known.</param>
    public RebootVerdict Judge(Instant now, Instant downSince, bool isAnotherUp, RebootRecord? last, string bootId, long wallSeconds)
    {
        if (rebootAfter is not { } after)
            return RebootVerdict.NotBefore(Instant.Never, "the configuration does not allow it");
        Instant due = downSince + after, settled = new Instant(0) + Instant.Longer(after, Interval);
        if (now < due)
            return RebootVerdict.NotBefore(due, "the tunnel is not down for long enough");
        if (now < settled)
            return RebootVerdict.NotBefore(settled, "the machine has not been up for long enough");
        if (last is not null && SinceLast(last, now, bootId, wallSeconds) is var since && since < Interval)
            return RebootVerdict.NotBefore(now + (Interval - since), "the last reboot is less than an hour ago");
        return isAnotherUp ? RebootVerdict.NotBefore(now + Look, "another connection is up") : RebootVerdict.Allowed;
    }

    /// <summary>An hour or more where nothing says less: then it is the time since the boot that counts.</summary>
    private static TimeSpan SinceLast(RebootRecord last, Instant now, string bootId, long wallSeconds)
    {
        // In this boot it was tried, and the machine goes on: it may not reboot, and asking all the time would not help.
        if (last.BootId == bootId)
            return last.At <= now ? now - last.At : Interval;
        bool isKnown = last.WallSeconds > 0 && wallSeconds >= last.WallSeconds;
        return isKnown ? TimeSpan.FromSeconds(wallSeconds - last.WallSeconds) : Interval;
    }
}
