using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>
/// Inner packets to the TUN device. Where it takes them, those of a flow go in one piece: new headers, and the payloads from where
/// they lie.
/// </summary>
public sealed class TunWriter
{
    /// <summary>Packets that wait to be written: as many as one batch of datagrams brings.</summary>
    private const int MostPackets = 512;

    private readonly TunDevice _tun;
    private readonly Coalescer? _coalescer;
    private readonly IoPieces _pieces = new();

    public TunWriter(TunDevice tun)
    {
        _tun = tun;
        if (tun.HeaderLength > 0)
            _coalescer = new Coalescer(MostPackets, tun.Offloads.HasFlag(TunOffloads.Udp));
    }

    /// <summary>Packets that the device would not take.</summary>
    public long Failures { get; private set; }

    /// <param name="slab">Pinned; the same until the next <see cref="Flush"/>.</param>
    /// <param name="packet">One IP packet, which stays as it is until then.</param>
    public void Add(ReadOnlySpan<byte> slab, SlabRange packet)
    {
        if (_coalescer is null)
        {
            if (!_tun.Write(slab.Slice(packet.Offset, packet.Length)).IsDone)
                Failures++;
            return;
        }

        if (_coalescer.TryAdd(slab, packet))
            return;
        Flush(slab);
        _coalescer.TryAdd(slab, packet);
    }

    /// <summary>Writes all that waits.</summary>
    public void Flush(ReadOnlySpan<byte> slab)
    {
        if (_coalescer is null)
            return;
        for (int group = 0; group < _coalescer.Count; group++)
            Write(_coalescer, group, slab);
        _coalescer.Clear();
    }

    private void Write(Coalescer coalescer, int group, ReadOnlySpan<byte> slab)
    {
        _pieces.Clear();
        bool fits = _pieces.TryAdd(coalescer.Head(group));
        foreach (SlabRange piece in coalescer.Pieces(group))
            fits &= _pieces.TryAdd(slab.Slice(piece.Offset, piece.Length));
        if (!fits || !_tun.Write(_pieces).IsDone)
            Failures += coalescer.Packets(group);
    }
}
