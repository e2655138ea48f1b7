using System.Buffers.Binary;
using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Runs the segmenter and judges each packet by the RFCs, with nothing of the code under test.</summary>
internal static class SegmentOracle
{
    /// <summary>All segments; each is written into a buffer that is exactly as long as it may be.</summary>
    public static List<byte[]> Cut(byte[] packet, VirtioHeader header)
    {
        Segmenter segmenter = default;
        Assert.True(segmenter.TryBegin(packet, header, out DropReason reason), reason.ToString());
        List<byte[]> segments = [];
        byte[] room = new byte[segmenter.LargestSegment];
        int count = segmenter.SegmentCount;
        while (segmenter.TryNext(room, out int length))
            segments.Add(room[..length]);
        Assert.Equal(count, segments.Count);
        Assert.Contains(segments, s => s.Length == room.Length);
        return segments;
    }

    public static DropReason Refusal(ReadOnlySpan<byte> packet, VirtioHeader header)
    {
        Segmenter segmenter = default;
        Assert.False(segmenter.TryBegin(packet, header, out DropReason reason));
        Assert.False(segmenter.TryNext([], out _));
        return reason;
    }

    /// <summary>Asserts that the packet's own lengths and all its checksums are right.</summary>
    public static void AssertWhole(byte[] packet)
    {
        int transport = Transport(packet);
        if (packet[0] >> 4 == 4)
        {
            Assert.Equal(packet.Length, Number(packet, 2));
            Assert.Equal(0, Checksums.Of(packet[..transport]));
        }
        else
        {
            Assert.Equal(packet.Length - 40, Number(packet, 4));
        }

        Assert.Equal(0, TransportChecksum(packet, transport));
        if (packet[packet[0] >> 4 == 4 ? 9 : 6] == Packets.Udp)
        {
            Assert.Equal(packet.Length - transport, Number(packet, transport + 4));
            Assert.NotEqual(0, Number(packet, transport + 6));
        }
    }

    /// <summary>Of IPv6 without extension headers.</summary>
    public static int Transport(byte[] packet) => packet[0] >> 4 == 4 ? (packet[0] & 0xF) * 4 : 40;

    public static int Headers(byte[] packet)
    {
        int transport = Transport(packet);
        bool isTcp = packet[packet[0] >> 4 == 4 ? 9 : 6] == Packets.Tcp;
        return transport + (isTcp ? (packet[transport + 12] >> 4) * 4 : 8);
    }

    public static ushort Number(byte[] packet, int at) => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at));

    public static uint Sequence(byte[] packet) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(Transport(packet) + 4));

    private static ushort TransportChecksum(byte[] packet, int transport)
    {
        ushort pseudo = Superframes.PseudoSum(packet, transport);
        return Checksums.Of([(byte)(pseudo >> 8), (byte)pseudo, .. packet[transport..]]);
    }
}
