using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>Packets that reach the kernel as one: what they have in common, and how far they got.</summary>
internal struct PacketGroup
{
    /// <summary>As many as the kernel's GRO joins, and of UDP as every kernel cuts again.</summary>
    public const int MaximumPackets = 64;

    /// <summary>The most that the head of a group takes: virtio header, IPv6, TCP with options.</summary>
    public const int MaximumHead = VirtioHeader.Length + FlowPacket.Ipv6Header + 60;

    /// <summary>Where things are in the first packet.</summary>
    public FlowPacket Shape;

    /// <summary>The first packet as it lies in the slab, also when its piece is only its payload.</summary>
    public SlabRange Packet;

    /// <summary>Source and destination port of the first packet.</summary>
    public uint Ports;

    public int FirstPiece;
    public int LastPiece;
    public int Packets;

    /// <summary>Bytes of headers and payloads.</summary>
    public int Length;

    /// <summary>Sequence number of the data that would follow; of TCP.</summary>
    public uint NextSequence;

    /// <summary>Which head is the group's; 0, that of zeros, as long as it is a single packet.</summary>
    public int Head;

    /// <summary>Writes virtio header, lengths and checksums around the headers of the first packet, which are there already.</summary>
    /// <param name="head">Virtio header and headers.</param>
    public readonly void Complete(Span<byte> head)
    {
        Span<byte> headers = head[VirtioHeader.Length..];
        int transport = Shape.Transport;
        int segment = Length - transport;
        byte tcp = Shape.IsIpv4 ? VirtioHeader.GsoTcpIpv4 : VirtioHeader.GsoTcpIpv6;
        int offset = Shape.IsTcp ? Superframe.TcpChecksum : Superframe.UdpChecksum;
        VirtioHeader virtio = new(
            VirtioHeader.NeedsChecksum, Shape.IsTcp ? tcp : VirtioHeader.GsoUdp, Shape.Headers, (ushort)Shape.Payload, (ushort)transport, (ushort)offset);
        virtio.Write(head);

        if (Shape.IsIpv4)
        {
            Write(headers[2..], Length);
            Write(headers[10..], 0);
            Write(headers[10..], InternetChecksum.Of(headers[..transport]));
        }
        else
        {
            Write(headers[4..], segment);
        }

        if (!Shape.IsTcp)
            Write(headers[(transport + 4)..], segment);
        Write(headers[(transport + offset)..], InternetChecksum.Carry(FlowHeaders.PseudoSum(headers, Shape, segment)));
    }

    private static void Write(Span<byte> bytes, int value) => BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
}
