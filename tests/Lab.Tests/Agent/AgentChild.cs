namespace Holdfast.Lab.Agent;

/// <summary>A Child SA in the agent's configuration; null leaves a key out.</summary>
public sealed record AgentChild(string Name)
{
    public IReadOnlyList<string>? RemoteSubnets { get; init; }

    public IReadOnlyList<string>? LocalSubnets { get; init; }

    public IReadOnlyList<string>? Esp { get; init; }

    /// <summary>tunnel or transport.</summary>
    public string? Mode { get; init; }
}
