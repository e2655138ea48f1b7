namespace Holdfast.Esp;

/// <summary>
/// Of ESP packets (RFC 4303 section 2) what is the same with every algorithm, or the limit over all of them; lengths in
/// bytes. What one SA has is its <see cref="EspLayout"/>.
/// </summary>
public static class EspFormat
{
    /// <summary>SPI and sequence number.</summary>
    public const int HeaderLength = 8;

    /// <summary>Pad length and next header.</summary>
    public const int TrailerLength = 2;

    /// <summary>The most that sealing needs in front of the inner packet: header, and the IV of AES-CBC.</summary>
    public const int Headroom = HeaderLength + LongestIv;

    /// <summary>The most that sealing needs behind the inner packet.</summary>
    public const int Tailroom = LargestAlignment - 1 + TrailerLength + LongestIcv;

    /// <summary>No packet of any algorithm is shorter; the shortest are those of the AEADs.</summary>
    public const int MinimumLength = HeaderLength + 8 + 4 + 16;

    /// <summary>
    /// Bytes that a slab needs beside a received packet, before or behind it, for the IPv6 header that transport mode puts
    /// back; for IPv4 none.
    /// </summary>
    public const int TransportRoom = 8;

    private const int LongestIv = 16;
    private const int LargestAlignment = 16;
    private const int LongestIcv = 32;

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
