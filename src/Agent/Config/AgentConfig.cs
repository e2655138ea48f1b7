namespace Holdfast.Config;

/// <summary>A valid configuration: what holds for the whole agent, and its connections.</summary>
public sealed record AgentConfig
{
    public required LogLevel LogLevel { get; init; }

    public WatchConfig Watch { get; init; } = new();

    /// <summary>In the file's order, never empty; names, devices and routing tables differ.</summary>
    public required IReadOnlyList<ConnectionConfig> Connections { get; init; }

    /// <summary>What an agent with this configuration does, line by line, for people. Never the secret.</summary>
    public IReadOnlyList<string> Describe() => ConfigDescription.Lines(this);

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"AgentConfig {{ {string.Join(", ", Connections)} }}";
}
