using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// Makes of what a TUN device with offloads hands out IP packets that are complete: cuts a superframe (RFC 9293 section
/// 3.7 for TCP; datagrams of UDP) and fills in checksums. Nothing is allocated; what it reads must stay until the last
/// segment.
/// </summary>
public ref struct Segmenter
{
    /// <summary>
    /// More segments are refused. Linux cuts no TCP into less than 48 bytes and UDP into at most 128 datagrams, so that these
    /// are no more than one read can hold; a forged size shall not make tens of thousands of it.
    /// </summary>
    public const int MaximumSegments = 2_048;

    private const byte Fin = 0x01;
    private const byte Push = 0x08;
    private const byte CongestionWindowReduced = 0x80;

    private Superframe _frame; // without GSO unused
    private ReadOnlySpan<byte> _whole; // without GSO: the packet
    private ReadOnlySpan<byte> _rest; // payload that is still to come
    private VirtioHeader _header;
    private ulong _pseudoSum;
    private int _done;

    /// <summary>How many packets it becomes.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>Bytes of the longest of them, headers included: what the next is at most.</summary>
    public int LargestSegment { get; private set; }

    /// <summary>Begins with a packet, and forgets the one before.</summary>
    /// <param name="packet">What followed the virtio header.</param>
    /// <param name="header">The virtio header; zeros (default) where there is none.</param>
    /// <param name="reason">Why nothing comes of it; it is not counted yet.</param>
    public bool TryBegin(ReadOnlySpan<byte> packet, VirtioHeader header, out DropReason reason)
    {
        this = default;
        _header = header;
        reason = (header.GsoType & ~VirtioHeader.GsoEcn) switch
        {
            _ when packet.IsEmpty || packet.Length > Superframe.MaximumLength => DropReason.MalformedInner,
            VirtioHeader.GsoNone => BeginWhole(packet),
            VirtioHeader.GsoTcpIpv4 or VirtioHeader.GsoTcpIpv6 or VirtioHeader.GsoUdp => BeginSegments(packet),
            _ => DropReason.UnknownOffload,
        };
        return reason == DropReason.None;
    }

    /// <summary>Writes the next packet; false after the last.</summary>
    /// <param name="destination">Has room for <see cref="LargestSegment"/>.</param>
    /// <param name="length">Of the packet.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public bool TryNext(Span<byte> destination, out int length)
    {
        length = 0;
        if (_done == SegmentCount)
            return false;
        length = _whole.IsEmpty ? WriteSegment(destination) : WriteWhole(destination[.._whole.Length]);
        _done++;
        return true;
    }

    private DropReason BeginWhole(ReadOnlySpan<byte> packet)
    {
        if (NeedsChecksum && _header.ChecksumStart + _header.ChecksumOffset + sizeof(ushort) > packet.Length)
            return DropReason.BadOffload;
        _whole = packet;
        SegmentCount = 1;
        LargestSegment = packet.Length;
        return DropReason.None;
    }

    private DropReason BeginSegments(ReadOnlySpan<byte> packet)
    {
        if (!Superframe.TryRead(packet, _header, out _frame))
            return DropReason.BadOffload;
        int size = Math.Min((int)_header.GsoSize, _frame.Payload.Length);
        int count = size == 0 ? 1 : (_frame.Payload.Length + size - 1) / size;
        if (count > MaximumSegments)
            return DropReason.BadOffload;
        _rest = _frame.Payload;
        _pseudoSum = _frame.PseudoSum(NeedsChecksum);
        SegmentCount = count;
        LargestSegment = _frame.Headers.Length + size;
        return DropReason.None;
    }

    private readonly bool NeedsChecksum => (_header.Flags & VirtioHeader.NeedsChecksum) != 0;

    // What the checksum covers contains the sum of the pseudo-header, in the field itself.
    private readonly int WriteWhole(Span<byte> packet)
    {
        if (!NeedsChecksum)
        {
            _whole.CopyTo(packet);
            return packet.Length;
        }

        int start = _header.ChecksumStart;
        _whole[..start].CopyTo(packet);
        ushort checksum = InternetChecksum.Fold(InternetChecksum.CopyAndSum(_whole[start..], packet[start..]));
        Write(packet[(start + _header.ChecksumOffset)..], checksum == 0 ? ushort.MaxValue : checksum);
        return packet.Length;
    }

    private int WriteSegment(Span<byte> destination)
    {
        ReadOnlySpan<byte> payload = _rest[..Math.Min((int)_header.GsoSize, _rest.Length)];
        _rest = _rest[payload.Length..];
        int headers = _frame.Headers.Length;
        Span<byte> packet = destination[..(headers + payload.Length)];
        _frame.Headers.CopyTo(packet);
        ulong sum = InternetChecksum.CopyAndSum(payload, packet[headers..]);
        WriteNetwork(packet);
        Span<byte> transport = packet[_frame.Transport..];
        Span<byte> field = transport[_frame.ChecksumOffset..];
        Write(field, 0);
        if (_frame.IsTcp)
            WriteTcp(transport);
        else
            Write(transport[4..], (ushort)transport.Length);

        sum += _pseudoSum + (ulong)transport.Length + InternetChecksum.Sum(transport[..(headers - _frame.Transport)]);
        ushort checksum = InternetChecksum.Fold(sum);
        Write(field, checksum == 0 && !_frame.IsTcp ? ushort.MaxValue : checksum); // 0 says of UDP that there is none
        return packet.Length;
    }

    private readonly void WriteNetwork(Span<byte> packet)
    {
        if (InnerPacket.Version(packet) != 4)
        {
            Write(packet[4..], (ushort)(packet.Length - Ipv6Chain.FixedHeaderLength));
            return;
        }

        Write(packet[2..], (ushort)packet.Length);
        Write(packet[4..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) + _done)); // each has its own identification
        Write(packet[10..], 0);
        Write(packet[10..], InternetChecksum.Of(packet[.._frame.Transport]));
    }

    // FIN and PSH are about the end of the data, CWR is said once (RFC 3168 section 6.1.2).
    private readonly void WriteTcp(Span<byte> transport)
    {
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(transport[4..]) + (uint)(_done * _header.GsoSize);
        BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence);
        if (_done < SegmentCount - 1)
            transport[13] &= unchecked((byte)~(Fin | Push));
        if (_done > 0)
            transport[13] &= unchecked((byte)~CongestionWindowReduced);
    }

    private static void Write(Span<byte> bytes, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
}
