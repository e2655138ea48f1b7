using Holdfast.Wire;

namespace Holdfast.Ike.Fragments;

/// <summary>How long an IKE message may be, for its IP datagram to pass without being fragmented by IP (RFC 7383 section 2.5.1).</summary>
public static class DatagramSize
{
    /// <summary>Passes every IPv6 link, and nearly every path of today. In bytes, IP header included.</summary>
    public const int First = 1280;

    /// <summary>What every IPv4 host takes: for a path that loses larger datagrams.</summary>
    public const int Lowered = 576;

    private const int UdpHeader = 8;
    private const int NonEspMarker = 4;

    /// <summary>The longest IKE message in a datagram of <paramref name="datagram"/> bytes.</summary>
    public static int MessageLength(int datagram, IpAddress remote, IkeTransport transport)
    {
        int ipHeader = remote.Length == 4 ? 20 : 40;
        return datagram - ipHeader - UdpHeader - (transport == IkeTransport.Udp4500 ? NonEspMarker : 0);
    }
}
