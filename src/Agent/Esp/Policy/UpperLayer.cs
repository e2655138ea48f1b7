using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>The payload of an IP packet.</summary>
/// <param name="protocol">Its IANA protocol number.</param>
/// <param name="header">From its first byte on; empty in all fragments but the first.</param>
public readonly ref struct UpperLayer(byte protocol, ReadOnlySpan<byte> header)
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Dccp = 33;
    private const byte IcmpV6 = 58;
    private const byte Sctp = 132;
    private const byte MobilityHeader = 135;
    private const byte UdpLite = 136;

    private readonly ReadOnlySpan<byte> _header = header;

    public byte Protocol { get; } = protocol;

    /// <summary>It begins in another packet.</summary>
    public bool IsLaterFragment { get; init; }

    /// <summary>
    /// What RFC 4301 section 4.4.1.1 treats as ports; <see cref="Flow.NoPort"/> where the packet shows none.
    /// </summary>
    public (int Source, int Destination) Ports()
    {
        ReadOnlySpan<byte> header = _header;
        switch (Protocol)
        {
            case Tcp or Udp or UdpLite or Sctp or Dccp when header.Length >= 4:
                return (Number(header), Number(header[2..]));
            case Icmp or IcmpV6 when header.Length >= 2:
                return Both(PortRange.Icmp(header[0], header[1]));
            case MobilityHeader when header.Length >= 3:
                return Both(header[2] << 8);
            default:
                return Both(Flow.NoPort);
        }
    }

    private static ushort Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static (int, int) Both(int value) => (value, value);
}
