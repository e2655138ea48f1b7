using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// Cuts an IPv4 packet without DF into fragments that fit (RFC 791 section 3.2), one after the other; also one that is a
/// fragment already. Nothing is allocated.
/// </summary>
public ref struct Ipv4Fragmenter
{
    private const int MinimumHeader = 20;
    private const int Unit = 8; // of offsets
    private const ushort DontFragment = 0x4000;
    private const ushort MoreFragments = 0x2000;
    private const ushort OffsetMask = 0x1FFF;

    private readonly ReadOnlySpan<byte> _header;
    private readonly ReadOnlySpan<byte> _payload;
    private readonly ushort _flagsAndOffset;
    private readonly int _step;
    private int _next;

    private Ipv4Fragmenter(ReadOnlySpan<byte> packet, int header, ushort flagsAndOffset, int mtu)
    {
        _header = packet[..header];
        _payload = packet[header..];
        _flagsAndOffset = flagsAndOffset;
        _step = _payload.Length <= mtu - header ? _payload.Length : (mtu - header) / Unit * Unit;
    }

    /// <summary>How many there are; one if the packet fits.</summary>
    public readonly int Count => _payload.IsEmpty ? 1 : (_payload.Length + _step - 1) / _step;

    /// <summary>The longest of them, in bytes with its header.</summary>
    public readonly int Largest => _header.Length + _step;

    /// <summary>
    /// False for what is no IPv4 packet or lies about its length or place, has DF, or leaves no room for a fragment.
    /// </summary>
    /// <param name="packet">One packet; more behind it is not looked at.</param>
    /// <param name="mtu">Bytes of the largest fragment, header included.</param>
    /// <param name="fragmenter">Has the packet's bytes in sight, and so must not live longer than they.</param>
    public static bool TryBegin(ReadOnlySpan<byte> packet, int mtu, out Ipv4Fragmenter fragmenter)
    {
        fragmenter = default;
        if (packet.Length < MinimumHeader || packet[0] >> 4 != 4)
            return false;
        int header = (packet[0] & 0x0F) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        ushort flagsAndOffset = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        if (header < MinimumHeader || length < header || length > packet.Length || !IsPossible(flagsAndOffset, length - header))
            return false;
        if (length > mtu && ((flagsAndOffset & DontFragment) != 0 || mtu < header + Unit))
            return false;
        fragmenter = new Ipv4Fragmenter(packet[..length], header, flagsAndOffset, mtu);
        return true;
    }

    /// <summary>Writes the next fragment, its checksum right; false when there is no more.</summary>
    /// <param name="destination">Has room for <see cref="Largest"/> bytes, and is no part of the packet.</param>
    /// <param name="length">Of the fragment.</param>
    /// <exception cref="ArgumentException">No room.</exception>
    public bool TryNext(Span<byte> destination, out int length)
    {
        length = 0;
        if (_header.IsEmpty || _next > _payload.Length || (_next == _payload.Length && _next > 0))
            return false;
        int size = Math.Min(_step, _payload.Length - _next);
        length = _header.Length + size;
        _header.CopyTo(destination);
        _payload.Slice(_next, size).CopyTo(destination[_header.Length..]);
        WriteHeader(destination[.._header.Length], size);
        _next = size == 0 ? 1 : _next + size;
        return true;
    }

    // What is a fragment already must end within the largest packet, and on a unit unless it is the last.
    private static bool IsPossible(ushort flagsAndOffset, int payload) =>
        ((flagsAndOffset & OffsetMask) * Unit) + payload <= ushort.MaxValue
        && ((flagsAndOffset & MoreFragments) == 0 || payload % Unit == 0);

    private readonly void WriteHeader(Span<byte> header, int size)
    {
        bool isLast = _next + size == _payload.Length;
        int flagsAndOffset = (isLast ? _flagsAndOffset : _flagsAndOffset | MoreFragments) + (_next / Unit);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(header.Length + size));
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)flagsAndOffset);
        if (_next > 0)
            Ipv4Options.LeaveOut(header[MinimumHeader..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Of(header));
    }
}
