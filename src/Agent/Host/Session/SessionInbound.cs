using Holdfast.Host.Data;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>What arrives for the Child SAs of one session, also a little before they are there.</summary>
public sealed class SessionInbound(HostContext host, SessionChildren children)
{
    private readonly EarlyPackets _early = new();

    private uint _notedSpi;
    private Instant _notedAt;

    public Instant NextDeadline => _early.NextDeadline;

    /// <summary>
    /// True when the packet was accepted and the core is to know: once for each SPI and tick, as it matters that the Child
    /// SA is in use, not how much.
    /// </summary>
    public bool Take(uint spi, Span<byte> slab, int length)
    {
        bool isEarly = !children.Path.Inbound.Contains(spi) && _early.TryHold(spi, slab[..length], host.Loop.Now);
        return !isEarly && host.Pump.PumpIn(children.Path, slab, length) && IsFirst(spi);
    }

    /// <summary>This Child SA is there now. True as for <see cref="Take"/>.</summary>
    public bool Release(uint spi)
    {
        bool isNews = false;
        while (_early.TryTake(spi, out byte[] slab, out int length))
            isNews |= host.Pump.PumpIn(children.Path, slab, length) && IsFirst(spi);
        return isNews;
    }

    /// <summary>What came for no Child SA at all is counted as that.</summary>
    public void HandleTimeout(Instant now)
    {
        while (_early.TryGiveUp(now, out byte[] slab, out int length))
            host.Pump.PumpIn(children.Path, slab, length);
    }

    private bool IsFirst(uint spi)
    {
        bool isFirst = spi != _notedSpi || _notedAt != host.Loop.Now;
        (_notedSpi, _notedAt) = (spi, host.Loop.Now);
        return isFirst;
    }
}
