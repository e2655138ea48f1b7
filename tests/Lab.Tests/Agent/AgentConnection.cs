namespace Holdfast.Lab.Agent;

/// <summary>One of several connections in the agent's configuration; what it leaves out it takes from the top of the file.</summary>
public sealed record AgentConnection(string Name)
{
    public IReadOnlyList<string>? RemoteSubnets { get; init; }

    public IReadOnlyList<string>? RequestAddress { get; init; }

    public string? Gateway { get; init; }

    public string? Identity { get; init; }

    public string? Secret { get; init; }
}
