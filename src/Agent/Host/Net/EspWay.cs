using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>What ESP to the gateway goes through: a socket for NAT traversal, and the gateway's address and port there.</summary>
public sealed record EspWay(NatSocket Through, Endpoint Remote);
