namespace Holdfast.Platform.Interop;

/// <summary>linux/udp.h and linux/in6.h: what a socket has to do with IPsec.</summary>
internal static class XfrmSockets
{
    public const int UDP_ENCAP = 100;
    public const int UDP_ENCAP_ESPINUDP = 2;
    public const int IP_XFRM_POLICY = 17;
    public const int IPV6_XFRM_POLICY = 35;
}
