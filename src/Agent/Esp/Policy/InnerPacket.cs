using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>What traffic selectors look at in an IP packet (RFC 4301 section 4.4.1.1), and its length.</summary>
public readonly struct InnerPacket
{
    private const int Ipv4MinimumLength = 20;

    private readonly UInt128 _source;
    private readonly UInt128 _destination;
    private readonly int _sourcePort;
    private readonly int _destinationPort;
    private readonly bool _isIPv6;

    private InnerPacket(UInt128 source, UInt128 destination, UpperLayer upper, bool isIPv6, int length)
    {
        (_source, _destination, _isIPv6) = (source, destination, isIPv6);
        (_sourcePort, _destinationPort) = upper.Ports();
        Protocol = upper.Protocol;
        IsLaterFragment = upper.IsLaterFragment;
        Length = length;
    }

    public IpAddress Source => Outbound.LocalAddress;

    public IpAddress Destination => Outbound.RemoteAddress;

    /// <summary>Of the payload, behind IPv6 extension headers.</summary>
    public byte Protocol { get; }

    /// <summary>Null when the packet shows none; for ICMP type and code, for MIPv6 the type.</summary>
    public ushort? SourcePort => _sourcePort == Flow.NoPort ? null : (ushort)_sourcePort;

    /// <summary>The same; for ICMP and MIPv6 equal to the source port.</summary>
    public ushort? DestinationPort => _destinationPort == Flow.NoPort ? null : (ushort)_destinationPort;

    /// <summary>A fragment other than the first.</summary>
    public bool IsLaterFragment { get; }

    /// <summary>Bytes by the IP header; never more than were there.</summary>
    public int Length { get; }

    /// <summary>As one from us to the peer.</summary>
    public Flow Outbound => new(_source, _destination, _sourcePort, _destinationPort, Protocol, _isIPv6);

    /// <summary>As one from the peer to us.</summary>
    public Flow Inbound => new(_destination, _source, _destinationPort, _sourcePort, Protocol, _isIPv6);

    /// <summary>4 or 6 by the first byte; 0 for no byte.</summary>
    public static int Version(ReadOnlySpan<byte> packet) => packet.IsEmpty ? 0 : packet[0] >> 4;

    /// <summary>False unless it starts with a whole IPv4 or IPv6 packet; more behind that is allowed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        return Version(bytes) switch
        {
            4 => TryReadIpv4(bytes, out packet),
            6 => TryReadIpv6(bytes, out packet),
            _ => false,
        };
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv4MinimumLength)
            return false;
        int headerLength = (bytes[0] & 0x0F) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (headerLength < Ipv4MinimumLength || length < headerLength || length > bytes.Length)
            return false;

        bool isFirstFragment = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1FFF) == 0;
        UpperLayer upper = new(bytes[9], isFirstFragment ? bytes[headerLength..length] : default) { IsLaterFragment = !isFirstFragment };
        packet = new InnerPacket(
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), upper, false, length);
        return true;
    }

    private static bool TryReadIpv6(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv6Chain.FixedHeaderLength)
            return false;
        int length = Ipv6Chain.FixedHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length > bytes.Length || !Ipv6Chain.TryWalk(bytes[..length], out UpperLayer upper))
            return false;

        packet = new InnerPacket(
            BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt128BigEndian(bytes[24..]), upper, true, length);
        return true;
    }
}
