using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>How large an inner packet may be so that the outer one is not fragmented.</summary>
public static class InnerMtu
{
    private const int UdpHeaderLength = 8;

    /// <summary>
    /// The largest inner packet that fits as ESP in UDP, its own IP header included: for 1,500 over IPv4 and an AEAD
    /// 1,438 in tunnel mode. 0 if none does.
    /// </summary>
    /// <param name="pathMtu">Bytes of the largest outer IP packet that arrives whole.</param>
    /// <param name="outer">Of the packets between us and the peer; without options or extension headers.</param>
    /// <param name="algorithm">Decides on IV, padding and ICV.</param>
    /// <param name="isBare">ESP is not in UDP.</param>
    /// <param name="mode">In transport mode the inner IP header, which is of the outer family, does not travel.</param>
    public static int For(int pathMtu, IpFamily outer, EspAlgorithm algorithm, EspMode mode = EspMode.Tunnel, bool isBare = false)
    {
        int ipHeader = TransportHeader.LengthFor(outer);
        int payload = EspLayout.Of(algorithm).LargestPayload(pathMtu - ipHeader - (isBare ? 0 : UdpHeaderLength));
        if (payload <= 0)
            return 0;
        return mode == EspMode.Transport ? payload + ipHeader : payload;
    }
}
