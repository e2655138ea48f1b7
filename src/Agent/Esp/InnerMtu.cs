using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>How large an inner packet may be so that the outer one is not fragmented.</summary>
public static class InnerMtu
{
    private const int Ipv4HeaderLength = 20;
    private const int Ipv6HeaderLength = 40;
    private const int UdpHeaderLength = 8;

    /// <summary>The largest inner packet that fits as ESP in UDP: 1,438 for 1,500 over IPv4. 0 if none does.</summary>
    /// <param name="pathMtu">Bytes of the largest outer IP packet that arrives whole.</param>
    /// <param name="outer">Of the packets between us and the peer; without options or extension headers.</param>
    public static int For(int pathMtu, IpFamily outer)
    {
        int outerHeaders = (outer == IpFamily.IPv6 ? Ipv6HeaderLength : Ipv4HeaderLength) + UdpHeaderLength;
        int encrypted = pathMtu - outerHeaders - EspFormat.Headroom - EspFormat.IcvLength;
        return Math.Max(0, (encrypted & -EspFormat.Alignment) - EspFormat.TrailerLength);
    }
}
