using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>
/// What the sender of an inner packet is told that is larger than the path takes now: ICMP fragmentation needed (RFC 1191
/// section 4) or ICMPv6 packet too big (RFC 4443 section 3.2). It comes from the address that the packet was for: we may
/// have none there, and that one is behind the tunnel for every filter.
/// </summary>
public static class PacketTooBig
{
    /// <summary>The longest answer; that to IPv4 is no longer than 576 bytes (RFC 1812 section 4.3.2.3).</summary>
    public const int MostBytes = Ipv6MinimumMtu;

    private const int Ipv4MinimumMtu = 68;
    private const int Ipv6MinimumMtu = 1280;
    private const int Ipv4MostBytes = 576;
    private const int Ipv4Header = 20;
    private const int IcmpHeader = 8;
    private const byte Icmp = 1;
    private const byte IcmpV6 = 58;
    private const byte Unreachable = 3;
    private const byte FragmentationNeeded = 4;
    private const byte TooBig = 2;
    private const byte Ttl = 64;
    private const ushort DontFragment = 0x4000;

    /// <summary>
    /// False where there is nothing to say: the packet fits, may be fragmented, or is one that no error may be about (RFC
    /// 1122 section 3.2.2, RFC 4443 section 2.4): an ICMP error, a later fragment, to or from what is no single host.
    /// </summary>
    /// <param name="packet">What was to go into the tunnel.</param>
    /// <param name="mtu">The largest that may. No IPv6 packet of 1280 bytes is too big.</param>
    /// <param name="answer">Room for it: <see cref="MostBytes"/>, apart from the packet.</param>
    /// <param name="length">Bytes of the answer.</param>
    public static bool TryAnswer(ReadOnlySpan<byte> packet, int mtu, Span<byte> answer, out int length)
    {
        length = 0;
        if (answer.Length < MostBytes || !InnerPacket.TryRead(packet, out InnerPacket inner) || !MayBeAnswered(inner))
            return false;
        bool isIPv6 = inner.Source.IsIPv6;
        int least = Math.Max(mtu, isIPv6 ? Ipv6MinimumMtu : Ipv4MinimumMtu);
        if (inner.Length <= least || (!isIPv6 && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & DontFragment) == 0))
            return false;
        packet = packet[..inner.Length];
        length = isIPv6 ? AnswerIpv6(packet, least, answer) : AnswerIpv4(packet, least, answer);
        return true;
    }

    private static bool MayBeAnswered(in InnerPacket packet) =>
        !packet.IsLaterFragment && IsHost(packet.Source) && IsHost(packet.Destination) && !IsIcmpError(packet);

    private static bool IsHost(IpAddress address) =>
        !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast
        && (address.IsIPv6 || (address.Value >> 24 != 0 && address.Value >> 28 != 0xF)); // 0/8; 240/4 with broadcast

    // One whose type is cut off may be an error.
    private static bool IsIcmpError(in InnerPacket packet)
    {
        int type = packet.SourcePort is { } typeAndCode ? typeAndCode >> 8 : Unreachable;
        return packet.Protocol switch
        {
            Icmp => type is 3 or 4 or 5 or 11 or 12, // unreachable, source quench, redirect, time exceeded, parameter problem
            IcmpV6 => type is < 128 or 137, // errors, redirect
            _ => false,
        };
    }

    private static int AnswerIpv4(ReadOnlySpan<byte> packet, int mtu, Span<byte> answer)
    {
        int quoted = Math.Min(packet.Length, Ipv4MostBytes - Ipv4Header - IcmpHeader);
        Span<byte> header = answer[..Ipv4Header];
        Span<byte> icmp = answer.Slice(Ipv4Header, IcmpHeader + quoted);
        header.Clear();
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(Ipv4Header + icmp.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], DontFragment);
        header[8] = Ttl;
        header[9] = Icmp;
        packet.Slice(16, IpAddress.Ipv4Length).CopyTo(header[12..]);
        packet.Slice(12, IpAddress.Ipv4Length).CopyTo(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Of(header));

        icmp[..IcmpHeader].Clear();
        icmp[0] = Unreachable;
        icmp[1] = FragmentationNeeded;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)mtu);
        packet[..quoted].CopyTo(icmp[IcmpHeader..]);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Of(icmp));
        return header.Length + icmp.Length;
    }

    private static int AnswerIpv6(ReadOnlySpan<byte> packet, int mtu, Span<byte> answer)
    {
        int quoted = Math.Min(packet.Length, Ipv6MinimumMtu - Ipv6Chain.FixedHeaderLength - IcmpHeader);
        Span<byte> header = answer[..Ipv6Chain.FixedHeaderLength];
        Span<byte> icmp = answer.Slice(header.Length, IcmpHeader + quoted);
        header.Clear();
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)icmp.Length);
        header[6] = IcmpV6;
        header[7] = Ttl;
        packet.Slice(24, IpAddress.Ipv6Length).CopyTo(header[8..]);
        packet.Slice(8, IpAddress.Ipv6Length).CopyTo(header[24..]);

        icmp[..IcmpHeader].Clear();
        icmp[0] = TooBig;
        BinaryPrimitives.WriteUInt32BigEndian(icmp[4..], (uint)mtu);
        packet[..quoted].CopyTo(icmp[IcmpHeader..]);
        UpperLayerChecksum.Renew(header[8..], IcmpV6, icmp);
        return header.Length + icmp.Length;
    }
}
