using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>A way to the gateway: from which address of this host to which of the gateway's.</summary>
/// <param name="TcpPort">By TCP, to this port of the gateway (RFC 9329); 0: by UDP.</param>
public readonly record struct GatewayRoute(IpAddress Local, IpAddress Gateway, ushort TcpPort = 0);
