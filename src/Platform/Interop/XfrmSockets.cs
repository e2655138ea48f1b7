namespace Holdfast.Platform.Interop;

/// <summary>linux/udp.h, linux/espintcp.h and linux/in6.h: what a socket has to do with IPsec.</summary>
internal static class XfrmSockets
{
    public const int UDP_ENCAP = 100;
    public const int UDP_ENCAP_ESPINUDP = 2;
    public const int TCP_ENCAP_ESPINTCP = 7;
    public const int IP_XFRM_POLICY = 17;
    public const int IPV6_XFRM_POLICY = 35;
}
