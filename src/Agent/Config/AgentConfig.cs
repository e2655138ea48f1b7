namespace Holdfast.Config;

/// <summary>A valid configuration: what holds for the whole agent, and its connections.</summary>
public sealed record AgentConfig
{
    public required LogLevel LogLevel { get; init; }

    public WatchConfig Watch { get; init; } = new();
    /// <summary>Devices or kinds of link, the preferred first, as <see cref="UplinkText"/> has them; empty leaves it to the kernel.</summary>
    public IReadOnlyList<string> Uplinks { get; init; } = [];

    /// <summary>What is asked over plain HTTP whether there is Internet; null: nothing.</summary>
    public string? InternetCheck { get; init; }

    /// <summary>In the file's order, never empty; names, devices and routing tables differ.</summary>
    public required IReadOnlyList<ConnectionConfig> Connections { get; init; }

    /// <summary>What an agent with this configuration does, line by line, for people. Never the secret.</summary>
    public IReadOnlyList<string> Describe() => ConfigDescription.Lines(this);

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"AgentConfig {{ {string.Join(", ", Connections)} }}";
}
