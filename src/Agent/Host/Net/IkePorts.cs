namespace Holdfast.Host.Net;

/// <summary>The registered UDP ports (RFC 7296 section 2.23). Another daemon may hold them; any other serves as well.</summary>
public static class IkePorts
{
    public const int Ike = 500;
    public const int NatTraversal = 4500;
}
