using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// What one SA has carried. One writer; others read a <see cref="Snapshot"/>, whose parts may be a packet apart.
/// </summary>
public sealed class TrafficCounters
{
    private static readonly long Unused = Instant.Never.Nanoseconds;

    private long _packets;
    private long _bytes;
    private long _lastActivity = Unused;

    public long Packets => Volatile.Read(ref _packets);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>When the last authentic packet was received or sent; null before the first.</summary>
    public Instant? LastActivity => Volatile.Read(ref _lastActivity) is var at && at != Unused ? new Instant(at) : null;

    public TrafficSnapshot Snapshot() => new(Packets, Bytes, LastActivity);

    /// <summary>An authentic packet, whatever becomes of it: the peer lives.</summary>
    public void Touch(Instant now) => Volatile.Write(ref _lastActivity, now.Nanoseconds);

    /// <param name="bytes">Of the inner packet; in transport mode of what follows its IP header.</param>
    public void Count(int bytes)
    {
        Volatile.Write(ref _packets, _packets + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }
}

/// <param name="Packets">Inner packets.</param>
/// <param name="Bytes">Of inner packets.</param>
/// <param name="LastActivity">When the last authentic packet was received or sent; null before the first.</param>
public readonly record struct TrafficSnapshot(long Packets, long Bytes, Instant? LastActivity);
