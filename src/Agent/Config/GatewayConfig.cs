namespace Holdfast.Config;

/// <summary>One of a connection's gateways.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Identity">The IDr to insist on; null takes the gateway's own.</param>
public sealed record GatewayConfig(string Host, IdentityConfig? Identity);
