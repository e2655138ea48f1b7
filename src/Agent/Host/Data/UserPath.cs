using Holdfast.Esp;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// The Child SAs of one session when the agent carries the packets itself: the data plane of <c>Esp</c> between the TUN device
/// and the session's socket. What arrives for a Child SA a little before it is there waits for it.
/// </summary>
public sealed class UserPath(TunPump pump, IPathOwner owner) : IChildPath, ITunnelEnd
{
    private readonly EarlyPackets _early = new();

    private bool _isDisposed;
    private bool _hasSent;
    private uint _notedSpi;
    private Instant _notedAt;

    public DataPath Path { get; } = new();

    public IEnumerable<ChildSaSpec> Specs => Path.Specs;

    public Instant NextDeadline => _early.NextDeadline;

    /// <summary>What came for no Child SA at all is counted as that.</summary>
    public void HandleTimeout(Instant now)
    {
        while (_early.TryGiveUp(now, out byte[] slab, out int length))
            pump.PumpIn(Path, slab, length);
    }

    public void Install(ChildSaSpec spec, bool sendToo, uint? replaces)
    {
        Path.Install(spec, sendToo, replaces);
        while (_early.TryTake(spec.InboundSpi, out byte[] slab, out int length))
            Open(spec.InboundSpi, slab, length);
    }

    public void SendThrough(uint inboundSpi) => Path.SendThrough(inboundSpi);

    public void StopSending(uint inboundSpi) => Path.StopSending(inboundSpi);

    public void Remove(uint inboundSpi) => Path.Remove(inboundSpi);

    public void Carry(bool carries)
    {
        if (carries)
            pump.SendThrough(this);
        else
            pump.Leave(this);
    }

    /// <summary>The socket is bound to no address: there is nothing to do.</summary>
    public void Move()
    {
    }

    /// <summary>All of it goes through the owner.</summary>
    public void Look()
    {
    }

    public bool Contains(uint inboundSpi) => Path.Inbound.Contains(inboundSpi);

    public void HandleEsp(uint spi, Span<byte> slab, int length)
    {
        bool isEarly = !Contains(spi) && _early.TryHold(spi, slab[..length], owner.Now);
        if (!isEarly)
            Open(spi, slab, length);
    }

    public bool TrySendEsp(ReadOnlySpan<byte> packet)
    {
        _hasSent = true;
        return owner.TrySendEsp(packet);
    }

    /// <summary>The core is told once for each burst, also of what the socket refused: nothing comes back for that either.</summary>
    public void HandleBurstEnd()
    {
        if (_hasSent)
            owner.NoteOutbound(owner.Now);
        _hasSent = false;
        owner.HandleBurstEnd();
    }

    public bool TryTakeExpiry(out ChildExpiry expiry) => Path.TryTakeExpiry(out expiry);

    public IReadOnlyList<ChildSaStatus> Status() => Path.Status();

    public void CountDrops(SortedDictionary<string, long> drops)
    {
        foreach (DropCount count in Path.Drops())
            drops[count.Reason.ToString()] = count.Packets;
        if (pump.SendFailures > 0)
            drops["SocketRefused"] = pump.SendFailures;
        if (pump.WriteFailures > 0)
            drops["DeviceRefused"] = pump.WriteFailures;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        pump.Users--;
        pump.Leave(this);
        Path.Dispose();
    }

    /// <summary>The core is told once for each SPI and tick: it matters that the Child SA is in use, not how much.</summary>
    private void Open(uint spi, Span<byte> slab, int length)
    {
        if (!pump.PumpIn(Path, slab, length) || (spi == _notedSpi && _notedAt == owner.Now))
            return;
        (_notedSpi, _notedAt) = (spi, owner.Now);
        owner.NoteInbound(spi);
    }
}
