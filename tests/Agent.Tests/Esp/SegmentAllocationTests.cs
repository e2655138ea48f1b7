using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SegmentAllocationTests
{
    [Fact]
    public void Cutting_and_joining_allocate_nothing()
    {
        Superframes.Frame frame = Superframes.Describe(
            Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, new byte[4_000])), 20, 1_360);
        byte[] slab = new byte[8_192];
        Coalescer coalescer = new(8, true);

        Assert.Equal(0, AllocationTests.AllocatedBy(() => CutAndJoin(frame, slab, coalescer)));
    }

    private static void CutAndJoin(Superframes.Frame frame, byte[] slab, Coalescer coalescer)
    {
        Segmenter segmenter = default;
        segmenter.TryBegin(frame.Packet, frame.Header, out _);
        int at = 0;
        coalescer.Clear();
        while (segmenter.TryNext(slab.AsSpan(at), out int length))
        {
            coalescer.TryAdd(slab, new SlabRange(at, length));
            at += length;
        }

        int bytes = coalescer.Head(0).Length;
        foreach (SlabRange piece in coalescer.Pieces(0))
            bytes += piece.Length;
        if (coalescer.Count != 1 || bytes != VirtioHeader.Length + frame.Packet.Length)
            throw new InvalidOperationException("It was not joined.");
    }
}
