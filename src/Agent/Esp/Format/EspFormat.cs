namespace Holdfast.Esp;

/// <summary>Lengths of an ESP packet (RFC 4303 section 2) with the AEADs of RFC 4106 and RFC 7634, in bytes.</summary>
public static class EspFormat
{
    /// <summary>SPI and sequence number.</summary>
    public const int HeaderLength = 8;

    public const int IvLength = 8;

    public const int IcvLength = 16;

    /// <summary>Pad length and next header.</summary>
    public const int TrailerLength = 2;

    /// <summary>What is encrypted ends on a multiple of this (RFC 4303 section 2.4).</summary>
    public const int Alignment = 4;

    /// <summary>Bytes that sealing needs in front of the inner packet.</summary>
    public const int Headroom = HeaderLength + IvLength;

    /// <summary>Bytes that sealing may need behind the inner packet.</summary>
    public const int Tailroom = Alignment - 1 + TrailerLength + IcvLength;

    /// <summary>The shortest packet: nothing inside but the trailer, aligned.</summary>
    public const int MinimumLength = Headroom + Alignment + IcvLength;

    /// <summary>Next header: IPv4 in tunnel mode.</summary>
    public const byte NextHeaderIpv4 = 4;

    /// <summary>Next header: IPv6 in tunnel mode.</summary>
    public const byte NextHeaderIpv6 = 41;

    /// <summary>Next header: a dummy packet that only hides the traffic's shape (RFC 4303 section 2.6).</summary>
    public const byte NextHeaderNone = 59;

    /// <summary>The next header value of an IP packet in tunnel mode, by its version; false if it is neither.</summary>
    public static bool TryNextHeader(ReadOnlySpan<byte> packet, out byte nextHeader)
    {
        nextHeader = InnerPacket.Version(packet) switch
        {
            4 => NextHeaderIpv4,
            6 => NextHeaderIpv6,
            _ => NextHeaderNone,
        };
        return nextHeader != NextHeaderNone;
    }
}
