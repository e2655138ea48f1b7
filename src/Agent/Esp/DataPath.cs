using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// The userspace data plane: Child SAs in both directions. No sockets, no clock: the owner brings each packet in a slab
/// and sends or writes what comes back. The two directions share nothing that changes, so each may have its own thread.
/// </summary>
public sealed class DataPath : IDisposable
{
    private readonly List<Installed> _installed = [];
    private readonly ExpiryAlarm _alarm = new();

    public OutboundPath Outbound { get; } = new();

    public InboundPath Inbound { get; } = new();

    /// <summary>The Child SAs, the oldest first. Their keys are wiped already.</summary>
    public IEnumerable<ChildSaSpec> Specs => _installed.Select(s => s.Spec);

    /// <summary>
    /// Puts a Child SA to work, inbound first, and takes over its keys: they are copied into the ciphers and wiped. While
    /// it does not send, its predecessors go on (make before break, RFC 7296 section 2.8).
    /// </summary>
    /// <param name="spec">The Child SA.</param>
    /// <param name="sendToo">What goes out goes through it from now on; else <see cref="SendThrough"/> says when.</param>
    /// <param name="replaces">
    /// Inbound SPI of the Child SA that it follows in a rekey, whose place in the lookup it takes, even with other
    /// selectors. Without, or if that one is gone, it takes the place of one with the same selectors, or the last.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The inbound SPI is taken, a key does not fit the algorithm, or transport mode is not between single hosts of one
    /// family. Nothing was installed.
    /// </exception>
    public void Install(ChildSaSpec spec, bool sendToo = true, uint? replaces = null)
    {
        if (Inbound.Contains(spec.InboundSpi))
            throw new ArgumentException($"SPI {spec.InboundSpi:x8} is in use.", nameof(spec));

        SelectorPolicy policy = new(spec.Local, spec.Remote);
        ExpiryNotice notice = new(_alarm);
        InboundSa inbound = new(spec, policy, 0, notice);
        OutboundSa outbound;
        try
        {
            outbound = new OutboundSa(spec, 0, notice);
        }
        catch
        {
            inbound.Dispose();
            throw;
        }

        Inbound.Add(inbound);
        Outbound.Add(new OutboundChild(spec.InboundSpi, policy, outbound) { MaySend = sendToo }, replaces);
        _installed.Add(new Installed(spec, inbound, outbound, notice));
        spec.InboundKey.Dispose();
        spec.OutboundKey.Dispose();
    }

    /// <summary>
    /// Sends through this Child SA from now on, and no longer through those that it follows; false if there is none.
    /// </summary>
    public bool SendThrough(uint inboundSpi) => Outbound.SendThrough(inboundSpi);

    /// <summary>
    /// Sends nothing more through this Child SA; what arrives is accepted. If one that it follows may still send, that one
    /// does again. False if there is none.
    /// </summary>
    public bool StopSending(uint inboundSpi) => Outbound.StopSending(inboundSpi);

    /// <summary>Takes a Child SA out of work in both directions and wipes its keys; false if there is none.</summary>
    public bool Remove(uint inboundSpi)
    {
        Outbound.Remove(inboundSpi);
        _installed.RemoveAll(s => s.Spec.InboundSpi == inboundSpi);
        return Inbound.Remove(inboundSpi);
    }

    /// <summary>
    /// The next Child SA that has come to a limit, or near the end of its sequence numbers; each limit is told once. Cheap
    /// when there is none, so it may be called after every packet.
    /// </summary>
    public bool TryTakeExpiry(out ChildExpiry expiry)
    {
        expiry = default;
        if (!_alarm.TryLower())
            return false;
        foreach (Installed child in _installed)
        {
            if (!child.Notice.TryTake(out bool isHard))
                continue;
            _alarm.Raise(); // there may be more
            expiry = new ChildExpiry(child.Spec.InboundSpi, isHard);
            return true;
        }

        return false;
    }

    /// <summary>
    /// The next Child SA through which something authentic came since it was last told here. May be called while another thread
    /// brings packets in.
    /// </summary>
    public bool TryTakeInbound(out uint inboundSpi)
    {
        foreach (Installed child in _installed)
        {
            inboundSpi = child.Spec.InboundSpi;
            if (child.Inbound.Counters.LastActivity is { } at && at != child.ToldActivity)
            {
                child.ToldActivity = at;
                return true;
            }
        }

        inboundSpi = 0;
        return false;
    }

    /// <summary>Turns an IP packet for the tunnel into an ESP packet, in place, without allocating.</summary>
    /// <param name="slab">Holds the packet, with room around it.</param>
    /// <param name="offset">Of the IP packet; at least <see cref="EspFormat.Headroom"/>.</param>
    /// <param name="length">Of the IP packet; <see cref="EspFormat.Tailroom"/> must be free behind it.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="packet">The ESP packet, ready to go out in UDP as it is.</param>
    /// <param name="reason">Why not; it is counted already.</param>
    /// <exception cref="ArgumentException">The slab does not hold the range, or has no room around it.</exception>
    public bool TryProtect(
        Span<byte> slab, int offset, int length, Instant now, out SlabRange packet, out DropReason reason) =>
        Outbound.TryProtect(slab, offset, length, now, out packet, out reason);

    /// <summary>Turns an ESP packet into the IP packet inside, in place, without allocating.</summary>
    /// <param name="slab">
    /// Holds the ESP packet, and for transport mode over IPv6 <see cref="EspFormat.TransportRoom"/> bytes more beside it;
    /// what it held is lost also when the packet is dropped.
    /// </param>
    /// <param name="offset">Of the SPI.</param>
    /// <param name="length">Of the ESP packet.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="inner">The IP packet, of the length that its header says.</param>
    /// <param name="reason">Why not; it is counted already.</param>
    /// <exception cref="ArgumentException">The slab does not hold the range.</exception>
    public bool TryAccept(
        Span<byte> slab, int offset, int length, Instant now, out SlabRange inner, out DropReason reason) =>
        Inbound.TryAccept(slab, offset, length, now, out inner, out reason);

    /// <summary>What was dropped and why, both directions together; only reasons that occurred.</summary>
    public IReadOnlyList<DropCount> Drops() => DropCounters.Snapshot(Inbound.Drops, Outbound.Drops);

    /// <summary>The Child SAs, the oldest first, with what they carried.</summary>
    public IReadOnlyList<ChildSaStatus> Status() => [.. _installed.Select(Describe)];

    public void Dispose()
    {
        Outbound.Dispose();
        Inbound.Dispose();
        _installed.Clear();
    }

    private ChildSaStatus Describe(Installed child) => new(
        child.Spec, child.Inbound.Counters.Snapshot(), child.Outbound.Counters.Snapshot())
    {
        Sends = Outbound.IsSender(child.Spec.InboundSpi),
    };

    private sealed record Installed(ChildSaSpec Spec, InboundSa Inbound, OutboundSa Outbound, ExpiryNotice Notice)
    {
        public Instant? ToldActivity { get; set; }
    }
}

/// <summary>A Child SA and its traffic so far. The keys of the spec are wiped already.</summary>
public readonly record struct ChildSaStatus(ChildSaSpec Spec, TrafficSnapshot Inbound, TrafficSnapshot Outbound)
{
    /// <summary>What goes out goes through it; a predecessor, or one that waits for its time, only receives.</summary>
    public bool Sends { get; init; }
}
