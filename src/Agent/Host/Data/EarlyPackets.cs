using Holdfast.Esp;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// ESP packets that came before the Child SA they are for: a gateway may send through it as soon as it has answered, and
/// the packet may overtake the answer. They are kept for a moment. What is nobody's in the end is counted as such then, so
/// memory and time are bounded whatever arrives.
/// </summary>
public sealed class EarlyPackets
{
    private const int MostPackets = 64;
    private const int LargestPacket = 2_048;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Queue<Held> _held = new();
    private readonly Stack<byte[]> _free = new();

    /// <summary>Takes a copy; false when there is no room for it.</summary>
    public bool TryHold(uint spi, ReadOnlySpan<byte> packet, in Endpoint source, Instant now)
    {
        if (_held.Count == MostPackets || packet.Length > LargestPacket)
            return false;
        byte[] slab = _free.TryPop(out byte[]? used) ? used : GC.AllocateUninitializedArray<byte>(LargestPacket + EspFormat.TransportRoom, pinned: true);
        packet.CopyTo(slab.AsSpan(EspFormat.TransportRoom));
        _held.Enqueue(new Held(spi, slab, packet.Length, source, now + Patience));
        return true;
    }

    /// <summary>
    /// The next one in order that is for this Child SA, behind <see cref="EspFormat.TransportRoom"/>; it is the caller's until the next call.
    /// </summary>
    public bool TryTake(uint spi, out byte[] slab, out int length, out Endpoint source)
    {
        (slab, length, source) = ([], 0, default);
        for (int i = _held.Count; i > 0; i--)
        {
            Held one = _held.Dequeue();
            if (one.Spi != spi || length > 0)
            {
                _held.Enqueue(one);
                continue;
            }

            (slab, length, source) = (one.Slab, one.Length, one.Source);
            _free.Push(one.Slab);
        }

        return length > 0;
    }

    /// <summary>Counts those that waited in vain.</summary>
    public void GiveUp(Instant now, DropCounters drops)
    {
        while (_held.TryPeek(out Held oldest) && now >= oldest.Until)
        {
            _free.Push(_held.Dequeue().Slab);
            drops.Count(DropReason.UnknownSpi);
        }
    }

    private readonly record struct Held(uint Spi, byte[] Slab, int Length, Endpoint Source, Instant Until);
}
