using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// DSCP and ECN of the inner and the outer IP header (RFC 4301 section 5.1.2, RFC 6040): the octet that is TOS in IPv4 and
/// traffic class in IPv6.
/// </summary>
public static class TrafficClass
{
    private const byte NotEct = 0b00;
    private const byte Ect1 = 0b01;
    private const byte Ce = 0b11;
    private const byte EcnMask = 0b11;

    /// <summary>What the outer header is to have: DSCP copied, and ECN too, as in RFC 6040's normal mode.</summary>
    /// <param name="packet">The inner IP packet; of what is none, 0.</param>
    public static byte Of(ReadOnlySpan<byte> packet) => (InnerPacket.Version(packet), packet.Length > 1) switch
    {
        (4, true) => packet[1],
        (6, true) => (byte)(packet[0] << 4 | packet[1] >> 4),
        _ => 0,
    };

    /// <summary>
    /// Puts the ECN of the outer header, which routers on the way may have changed, into the inner one, in place (RFC 6040
    /// figure 4). DSCP stays as it was inside. False for a mark of congestion whose sender would not understand it: as the
    /// router would have, we drop the packet instead.
    /// </summary>
    /// <param name="packet">The inner IP packet, whole.</param>
    /// <param name="outer">The octet of the outer header.</param>
    public static bool TryCombine(Span<byte> packet, byte outer)
    {
        byte inner = Of(packet);
        byte arrived = (byte)(outer & EcnMask);
        byte sent = (byte)(inner & EcnMask);
        if (sent == NotEct)
            return arrived != Ce;
        if (arrived == Ce || (arrived == Ect1 && sent != Ce))
            Set(packet, (byte)((inner & ~EcnMask) | arrived));
        return true;
    }

    /// <summary>
    /// Writes the octet, in place, and for IPv4 what follows from it for the header checksum (RFC 1624): a wrong one stays
    /// wrong. Where there is no IP header nothing happens.
    /// </summary>
    public static void Set(Span<byte> packet, byte value)
    {
        if (packet.Length < 12)
            return;
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(packet);
        switch (before >> 12)
        {
            case 4:
                packet[1] = value;
                RenewChecksum(packet[10..], before, BinaryPrimitives.ReadUInt16BigEndian(packet));
                break;
            case 6:
                BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)((before & 0xF00F) | value << 4));
                break;
        }
    }

    private static void RenewChecksum(Span<byte> checksum, ushort before, ushort after)
    {
        ushort old = (ushort)~BinaryPrimitives.ReadUInt16BigEndian(checksum);
        BinaryPrimitives.WriteUInt16BigEndian(checksum, InternetChecksum.Fold((ulong)old + (ushort)~before + after));
    }
}
