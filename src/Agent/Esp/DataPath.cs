using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// The userspace data plane: Child SAs in both directions. No sockets, no clock: the owner brings each packet in a slab
/// and sends or writes what comes back. The two directions share nothing that changes, so each may have its own thread.
/// </summary>
public sealed class DataPath : IDisposable
{
    private readonly List<ChildSaSpec> _installed = [];
    private readonly Dictionary<uint, OutboundChild> _silent = [];

    public OutboundPath Outbound { get; } = new();

    public InboundPath Inbound { get; } = new();

    /// <summary>
    /// Puts a Child SA to work in both directions, inbound first, and takes over its keys: they are copied into the
    /// ciphers and wiped. Among Child SAs with the same selectors the newest carries what goes out; the older ones
    /// accept packets until they are removed (RFC 7296 section 2.8).
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The inbound SPI is taken, or a key does not fit the algorithm. Nothing was installed.
    /// </exception>
    public void Install(ChildSaSpec spec, bool sendToo = true, uint? replaces = null)
    {
        if (Inbound.Contains(spec.InboundSpi))
            throw new ArgumentException($"SPI {spec.InboundSpi:x8} is in use.", nameof(spec));

        SelectorPolicy policy = new(spec.Local, spec.Remote);
        InboundSa inbound = new(spec, policy);
        OutboundSa outbound;
        try
        {
            outbound = new OutboundSa(spec);
        }
        catch
        {
            inbound.Dispose();
            throw;
        }

        Inbound.Add(inbound);
        _silent.Add(spec.InboundSpi, new OutboundChild(spec.InboundSpi, policy, outbound));
        if (sendToo)
            SendThrough(spec.InboundSpi);
        _installed.Add(spec);
        spec.InboundKey.Dispose();
        spec.OutboundKey.Dispose();
    }

    /// <summary>From now on packets go out through this Child SA.</summary>
    public void SendThrough(uint inboundSpi)
    {
        if (_silent.Remove(inboundSpi, out OutboundChild? child))
            Outbound.Add(child);
    }

    /// <summary>Nothing more goes out through this Child SA; what arrives is accepted.</summary>
    public void StopSending(uint inboundSpi) => Outbound.Remove(inboundSpi);

    /// <summary>The next Child SA that reached a limit of its specification.</summary>
    public bool TryTakeExpiry(out ChildExpiry expiry)
    {
        expiry = default;
        return false;
    }

    /// <summary>Takes a Child SA out of work in both directions and wipes its keys; false if there is none.</summary>
    public bool Remove(uint inboundSpi)
    {
        Outbound.Remove(inboundSpi);
        if (_silent.Remove(inboundSpi, out OutboundChild? silent))
            silent.Sa.Dispose();
        _installed.RemoveAll(s => s.InboundSpi == inboundSpi);
        return Inbound.Remove(inboundSpi);
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
    /// <param name="slab">Holds the ESP packet; what it held is lost also when it is dropped.</param>
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
        foreach (OutboundChild silent in _silent.Values)
            silent.Sa.Dispose();
        _silent.Clear();
        _installed.Clear();
    }

    private ChildSaStatus Describe(ChildSaSpec spec) => new(
        spec,
        Inbound.Sas.Single(s => s.Spi == spec.InboundSpi).Counters.Snapshot(),
        Outbound.Children.SingleOrDefault(c => c.InboundSpi == spec.InboundSpi)?.Sa.Counters.Snapshot() ?? default);
}

/// <summary>A Child SA that reached a limit: the soft one asks for a rekey, the hard one ended it.</summary>
public readonly record struct ChildExpiry(uint InboundSpi, bool IsHard);

/// <summary>A Child SA and its traffic so far. The keys of the spec are wiped already.</summary>
public readonly record struct ChildSaStatus(ChildSaSpec Spec, TrafficSnapshot Inbound, TrafficSnapshot Outbound);
