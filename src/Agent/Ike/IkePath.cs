using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>
/// How an IKE message travels: to the gateway's IKE port as it is, or to its NAT traversal port, where the carrier puts
/// the four zero bytes of the non-ESP marker in front (RFC 7296 section 3.1).
/// </summary>
public enum IkeTransport
{
    Udp500,
    Udp4500,
}

/// <summary>Addresses and ports of the first exchange, as this host sees them; they are hashed for NAT detection.</summary>
public sealed record IkePath(IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort)
{
    /// <summary>Messages and packets go by TCP (RFC 9329), and the ports are of that.</summary>
    public bool IsTcp { get; init; }
}
