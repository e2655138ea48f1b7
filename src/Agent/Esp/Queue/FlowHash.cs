using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// Tells flows apart by addresses, protocol and ports. Keyed, so that no host inside can choose packets that fall onto
/// another's flow.
/// </summary>
public readonly struct FlowHash(ulong seed)
{
    private const byte FragmentHeader = 44;

    private readonly ulong _first = Fold(seed ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93);
    private readonly ulong _second = Fold(seed ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB);

    /// <summary>Equal for the packets of a flow; what can't be read is one flow.</summary>
    public uint Of(ReadOnlySpan<byte> packet) => InnerPacket.Version(packet) switch
    {
        4 when packet.Length >= 20 => OfIpv4(packet),
        6 when packet.Length >= Ipv6Chain.FixedHeaderLength => OfIpv6(packet),
        _ => 0,
    };

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private uint OfIpv4(ReadOnlySpan<byte> packet)
    {
        int header = (packet[0] & 0x0F) * 4;
        // All fragments of a packet go one way, so the ports in the first don't count.
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF) != 0;
        UpperLayer upper = new(packet[9], isFragment || header > packet.Length ? default : packet[header..]);
        return Mix(Word(packet[12..]) ^ _first, upper);
    }

    private uint OfIpv6(ReadOnlySpan<byte> packet)
    {
        UpperLayer upper = new(packet[6], default);
        if (packet[6] != FragmentHeader && Ipv6Chain.TryWalk(packet, out UpperLayer found))
            upper = found;
        ulong source = Fold(Word(packet[8..]) ^ _first, Word(packet[16..]) ^ _second);
        ulong destination = Fold(Word(packet[24..]) ^ _second, Word(packet[32..]) ^ _first);
        return Mix(source ^ ulong.RotateLeft(destination, 32), upper);
    }

    private uint Mix(ulong addresses, UpperLayer upper)
    {
        (int source, int destination) = upper.Ports();
        ulong ports = ((ulong)upper.Protocol << 40) | ((ulong)(uint)source << 20) | (uint)destination;
        return (uint)Fold(addresses, ports ^ _second);
    }
}
