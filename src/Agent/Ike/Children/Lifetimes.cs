using Holdfast.Esp;

namespace Holdfast.Ike.Children;

/// <summary>
/// How long keys are used. <paramref name="Time"/> is the hard end; a rekey begins <paramref name="Margin"/> before it, and
/// up to another margin earlier at random, so that two ends and many sites do not rekey at the same moment.
/// </summary>
public sealed record SaLifetime(TimeSpan Time, TimeSpan Margin)
{
    /// <summary>An IKE SA: four hours.</summary>
    public static readonly SaLifetime IkeDefault = new(TimeSpan.FromHours(4), TimeSpan.FromMinutes(10));

    /// <summary>From the beginning to the rekey; <paramref name="random"/> is in [0, 1).</summary>
    public TimeSpan RekeyAfter(double random)
    {
        TimeSpan after = Time - (Margin * (1 + random));
        return after > Time / 10 ? after : Time / 10;
    }
}

/// <summary>
/// A Child SA's lifetime in time, and what it may carry in one direction; 0 bytes or packets is no limit of our own. The
/// rekey begins at nine tenths of bytes or packets.
/// </summary>
public sealed record ChildLifetime(SaLifetime Time, ulong Bytes, ulong Packets)
{
    public static readonly ChildLifetime Default =
        new(new SaLifetime(TimeSpan.FromHours(1), TimeSpan.FromMinutes(4)), 0, 0);

    public ChildLimits ToLimits() => new(Soft(Bytes), Hard(Bytes), Soft(Packets), Hard(Packets));

    private static ulong Soft(ulong limit) => limit == 0 ? ulong.MaxValue : limit - (limit / 10);

    private static ulong Hard(ulong limit) => limit == 0 ? ulong.MaxValue : limit;
}
