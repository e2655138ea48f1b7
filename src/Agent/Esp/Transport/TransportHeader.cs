using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>
/// The IP header that transport mode leaves out and puts back (RFC 4303 section 3.1.1). The ends of the Child SA are single
/// hosts, so its selectors say all there is to say about addresses, whatever a NAT made of the outer ones.
/// </summary>
public sealed class TransportHeader
{
    private const int Ipv4Length = 20;
    private const int Ipv6Length = 40;
    private const int MaximumPacket = 65_535;
    private const byte HopLimit = 64;
    private const ushort DontFragment = 0x4000; // and so the identification may stay zero (RFC 6864 section 4.1)

    private readonly byte[] _template;

    private TransportHeader(IpAddress source, IpAddress destination)
    {
        _template = new byte[LengthFor(source.Family)];
        bool isIpv4 = _template.Length == Ipv4Length;
        _template[0] = (byte)(isIpv4 ? 0x45 : 0x60);
        _template[isIpv4 ? 8 : 7] = HopLimit;
        if (isIpv4)
            BinaryPrimitives.WriteUInt16BigEndian(_template.AsSpan(6), DontFragment);
        source.Write(_template.AsSpan(isIpv4 ? 12 : 8));
        destination.Write(_template.AsSpan(isIpv4 ? 16 : 24));
    }

    /// <summary>Bytes of an IP header without options or extensions.</summary>
    public static int LengthFor(IpFamily family) => family == IpFamily.IPv6 ? Ipv6Length : Ipv4Length;

    /// <summary>The header of inbound packets of this Child SA; null in tunnel mode.</summary>
    /// <exception cref="ArgumentException">Transport mode, but the selectors are not those of two hosts.</exception>
    public static TransportHeader? For(ChildSaSpec spec)
    {
        if (spec.Mode == EspMode.Tunnel)
            return null;
        if (!spec.JoinsTwoHosts)
            throw new ArgumentException($"Transport mode is between two hosts of one family: {spec}", nameof(spec));
        return new TransportHeader(spec.Remote[0].Start, spec.Local[0].Start);
    }

    /// <summary>
    /// Writes the header in front of the payload, over what stood there. Where the slab begins too close by, the payload
    /// moves back by the missing bytes, over trailer and ICV, which are done with. That is always enough for IPv4, and for
    /// IPv6 with <see cref="EspFormat.TransportRoom"/> bytes of the slab beside the ESP packet.
    /// </summary>
    /// <param name="slab">Holds the payload.</param>
    /// <param name="payload">What ESP carried.</param>
    /// <param name="protocol">What it is.</param>
    /// <param name="packet">Header and payload.</param>
    public DropReason Prepend(Span<byte> slab, SlabRange payload, byte protocol, out SlabRange packet)
    {
        packet = default;
        if (payload.Length > MaximumPacket - _template.Length)
            return DropReason.MalformedInner; // too long for an IP packet
        int missing = Math.Max(0, _template.Length - payload.Offset);
        SlabRange moved = payload with { Offset = payload.Offset + missing };
        if (moved.End > slab.Length)
            return DropReason.NoRoom;
        if (missing > 0)
            payload.Of(slab).CopyTo(moved.Of(slab));
        packet = new SlabRange(moved.Offset - _template.Length, _template.Length + payload.Length);
        Write(packet.Of(slab), payload.Length, protocol);
        return DropReason.None;
    }

    private void Write(Span<byte> packet, int payloadLength, byte protocol)
    {
        _template.CopyTo(packet);
        Span<byte> payload = packet[_template.Length..];
        if (_template.Length == Ipv6Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)payloadLength);
            packet[6] = protocol;
            UpperLayerChecksum.Renew(packet[8..Ipv6Length], protocol, payload);
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[9] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Of(packet[..Ipv4Length]));
        UpperLayerChecksum.Renew(packet[12..Ipv4Length], protocol, payload);
    }
}
