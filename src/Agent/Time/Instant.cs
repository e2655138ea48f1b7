namespace Holdfast.Time;

/// <summary>A point on CLOCK_BOOTTIME, in nanoseconds since boot. Read once a tick and passed in; never read here.</summary>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <summary>Later than every deadline: "nothing to wait for".</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public static Instant operator +(Instant at, TimeSpan span) =>
        at == Never ? Never : new(at.Nanoseconds + span.Ticks * 100);

    public static TimeSpan operator -(Instant later, Instant earlier) =>
        TimeSpan.FromTicks((later.Nanoseconds - earlier.Nanoseconds) / 100);

    public static bool operator <(Instant left, Instant right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Instant left, Instant right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Instant left, Instant right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Instant left, Instant right) => left.Nanoseconds >= right.Nanoseconds;

    public static Instant Earliest(Instant left, Instant right) => left < right ? left : right;

    public static Instant Latest(Instant left, Instant right) => left > right ? left : right;

    /// <summary>The longer of two spans.</summary>
    public static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>The shorter of two spans.</summary>
    public static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
