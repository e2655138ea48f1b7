using System.Buffers.Binary;
using Holdfast.Esp;

namespace Holdfast.Bench;

/// <summary>A superframe of TCP as a TUN device hands it out: cut into packets, and packets joined to one again.</summary>
internal sealed class SegmentLoad
{
    public const int Count = 45;

    private const int Headers = 40, Segment = 1360, Stride = 2048;

    private readonly byte[] _frame = new byte[Headers + Count * Segment];
    private readonly byte[] _slab = GC.AllocateArray<byte>(Count * Stride, pinned: true);
    private readonly int[] _lengths = new int[Count];
    private readonly Coalescer _coalescer = new(Count, joinsUdp: false);
    private readonly VirtioHeader _header = new(VirtioHeader.NeedsChecksum, VirtioHeader.GsoTcpIpv4, Headers, Segment, 20, 16);

    /// <summary>From 10.0.0.1 to 10.0.0.2; its checksum is that of the pseudo-header, as the kernel leaves it.</summary>
    public SegmentLoad()
    {
        ReadOnlySpan<byte> headers =
            [0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 0xFF, 0xFF, 0, 0, 0, 0];
        headers.CopyTo(_frame);
        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(2), (ushort)_frame.Length);
        ulong pseudo = InternetChecksum.Sum(_frame.AsSpan(12, 8)) + 6 + (ulong)(_frame.Length - 20);
        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(36), InternetChecksum.Carry(pseudo));
        Split(1);
    }

    public void Split(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Segmenter segmenter = default;
            if (!segmenter.TryBegin(_frame, _header, out DropReason reason) || segmenter.SegmentCount != Count)
                throw new InvalidOperationException($"The superframe was not taken: {reason}.");
            for (int at = 0; at < Count; at++)
                segmenter.TryNext(_slab.AsSpan(at * Stride, Stride), out _lengths[at]);
        }
    }

    public void Join(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _coalescer.Clear();
            for (int at = 0; at < Count; at++)
                _coalescer.TryAdd(_slab, new SlabRange(at * Stride, _lengths[at]));
            if (_coalescer.Count != 1 || _coalescer.Head(0).IsEmpty)
                throw new InvalidOperationException($"The packets became {_coalescer.Count} groups.");
        }
    }
}
