using Holdfast.Esp;

namespace Holdfast.Ike.Children;

/// <summary>
/// How long keys are used: a rekey begins at <paramref name="Rekey"/>, or up to a tenth of it earlier at random, so that two ends
/// and many sites do not rekey at the same moment; at <paramref name="Time"/> they are used no more.
/// </summary>
public sealed record SaLifetime(TimeSpan Rekey, TimeSpan Time)
{
    /// <summary>Room for a rekey over a bad link, and for tries after a TEMPORARY_FAILURE.</summary>
    private static readonly TimeSpan LeastRoom = TimeSpan.FromMinutes(3);

    public static readonly SaLifetime IkeDefault = Of(TimeSpan.FromHours(4));

    public static SaLifetime Of(TimeSpan rekey) => new(rekey, rekey + (rekey / 10 > LeastRoom ? rekey / 10 : LeastRoom));

    /// <summary>From the beginning to the rekey; <paramref name="random"/> is in [0, 1).</summary>
    public TimeSpan RekeyAfter(double random) => Rekey * (1 - (random / 10));
}

/// <summary>
/// A Child SA's lifetime in time, and what it may carry in one direction; 0 bytes or packets is no limit of our own. The
/// rekey begins at nine tenths of bytes or packets.
/// </summary>
public sealed record ChildLifetime(SaLifetime Time, ulong Bytes, ulong Packets)
{
    public static readonly ChildLifetime Default =
        new(SaLifetime.Of(TimeSpan.FromHours(1)), 0, 0);

    public ChildLimits ToLimits() => new(Soft(Bytes), Hard(Bytes), Soft(Packets), Hard(Packets));

    private static ulong Soft(ulong limit) => limit == 0 ? ulong.MaxValue : limit - (limit / 10);

    private static ulong Hard(ulong limit) => limit == 0 ? ulong.MaxValue : limit;
}
