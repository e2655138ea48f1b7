using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>A way to the gateway: from which address of this host to which of the gateway's.</summary>
public readonly record struct GatewayRoute(IpAddress Local, IpAddress Gateway);
