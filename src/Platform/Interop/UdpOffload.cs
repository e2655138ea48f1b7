namespace Holdfast.Platform.Interop;

/// <summary>linux/udp.h and linux/sockios.h: several datagrams at once, and what a socket's have not left yet.</summary>
internal static class UdpOffload
{
    public const int UDP_SEGMENT = 103;
    public const int UDP_GRO = 104;
    public const int SIOCOUTQ = 0x5411;
}
