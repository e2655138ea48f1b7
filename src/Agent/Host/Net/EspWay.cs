using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>What ESP to the gateway goes through: a socket that it shares with IKE, and the gateway's address and port there.</summary>
public sealed record EspWay(EspSocket Through, Endpoint Remote);
