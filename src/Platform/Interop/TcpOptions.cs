namespace Holdfast.Platform.Interop;

/// <summary>linux/tcp.h and linux/sockios.h.</summary>
internal static class TcpOptions
{
    public const int TCP_NODELAY = 1;
    public const int TCP_NOTSENT_LOWAT = 25;
    public const int TCP_ULP = 31;
    public const int SIOCOUTQNSD = 0x894B;
}
