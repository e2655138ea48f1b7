using System.Buffers.Binary;
using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Runs the coalescer over packets in one slab, as they lie there between other bytes, and takes its groups apart.</summary>
internal static class Joined
{
    /// <summary>What is written to the device for each group: virtio header and all that follows.</summary>
    public static List<byte[]> Groups(IReadOnlyList<byte[]> packets, bool joinsUdp = true)
    {
        Coalescer coalescer = new(packets.Count, joinsUdp);
        byte[] slab = Add(coalescer, packets);
        return Groups(coalescer, slab);
    }

    public static byte[] Add(Coalescer coalescer, IReadOnlyList<byte[]> packets)
    {
        List<SlabRange> ranges = [];
        List<byte> bytes = [];
        foreach (byte[] packet in packets)
        {
            bytes.AddRange([0xEE, 0xEE, 0xEE]);
            ranges.Add(new SlabRange(bytes.Count, packet.Length));
            bytes.AddRange(packet);
        }

        byte[] slab = [.. bytes];
        byte[] before = [.. slab];
        foreach (SlabRange range in ranges)
            Assert.True(coalescer.TryAdd(slab, range));
        Assert.Equal(before, slab);
        return slab;
    }

    public static List<byte[]> Groups(Coalescer coalescer, byte[] slab)
    {
        List<byte[]> groups = [];
        for (int i = 0; i < coalescer.Count; i++)
        {
            List<byte> bytes = [.. coalescer.Head(i)];
            int pieces = 0;
            foreach (SlabRange piece in coalescer.Pieces(i))
            {
                bytes.AddRange(piece.Of(slab));
                pieces++;
            }

            Assert.Equal(pieces, coalescer.Packets(i));
            Assert.InRange(pieces, 1, 64);
            Assert.InRange(bytes.Count - VirtioHeader.Length, 0, 65_535);
            groups.Add([.. bytes]);
        }

        return groups;
    }

    /// <summary>The packets that the kernel makes of a group where it cuts it.</summary>
    public static List<byte[]> Cut(byte[] group)
    {
        byte[] packet = group[VirtioHeader.Length..];
        VirtioHeader.TryRead(group, out VirtioHeader header);
        if (header == default)
            return [packet];
        AssertHead(packet, header);
        return SegmentOracle.Cut(packet, header);
    }

    /// <summary>What must come through a group unchanged: the identification does not where the packet says DF.</summary>
    public static string Essence(byte[] packet)
    {
        byte[] essence = [.. packet];
        if (packet.Length >= 20 && packet[0] >> 4 == 4 && (packet[6] & 0x40) != 0)
            essence.AsSpan(4, 2).Clear();
        if (packet.Length >= 20 && packet[0] == 0x45)
            essence.AsSpan(10, 2).Clear(); // the checksum over it; that it is right is looked at elsewhere
        return Convert.ToHexString(essence);
    }

    // What the kernel is told, and believes: by hand from the packet itself.
    private static void AssertHead(byte[] packet, VirtioHeader header)
    {
        bool isIpv4 = packet[0] >> 4 == 4;
        bool isTcp = packet[isIpv4 ? 9 : 6] == Packets.Tcp;
        int transport = isIpv4 ? 20 : 40;
        Assert.Equal(1, header.Flags);
        Assert.Equal(isTcp ? isIpv4 ? 1 : 4 : 5, header.GsoType);
        Assert.Equal(transport, header.ChecksumStart);
        Assert.Equal(isTcp ? 16 : 6, header.ChecksumOffset);
        Assert.Equal(SegmentOracle.Headers(packet), header.HeaderLength);
        Assert.True(packet.Length - header.HeaderLength > header.GsoSize);
        Assert.Equal(Superframes.PseudoSum(packet, transport), SegmentOracle.Number(packet, transport + header.ChecksumOffset));
        Assert.Equal(packet.Length - (isIpv4 ? 0 : 40), SegmentOracle.Number(packet, isIpv4 ? 2 : 4));
        if (isIpv4)
            Assert.Equal(0, Checksums.Of(packet[..20]));
        if (!isTcp)
            Assert.Equal(packet.Length - transport, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(transport + 4)));
    }
}
