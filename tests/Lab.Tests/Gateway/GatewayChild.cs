namespace Holdfast.Lab.Gateway;

/// <summary>A Child SA that the gateway grants; null takes the connection's own value.</summary>
/// <param name="Subnets">The gateway's side, `dynamic` for its own address.</param>
public sealed record GatewayChild(string Name, IReadOnlyList<string> Subnets)
{
    public string? Esp { get; init; }

    /// <summary>tunnel or transport.</summary>
    public string Mode { get; init; } = "tunnel";

    /// <summary>The client's side; `dynamic` for the address that it got.</summary>
    public IReadOnlyList<string> ClientSubnets { get; init; } = ["dynamic"];
}
