using Holdfast.Supervision;

namespace Holdfast.Host.Update;

/// <summary>What <c>holdfast update</c> was asked.</summary>
/// <param name="From">The new executable; its signature lies beside it as <c>FROM.sig</c>.</param>
/// <param name="Binary">Which one it is to replace.</param>
public sealed record UpdateRequest(string From, string Binary, string StateDirectory, TimeSpan Within)
{
    public const string DefaultBinary = "/usr/bin/holdfast", DefaultKey = "/usr/share/holdfast/update.pub";

    /// <summary>Neither too short to connect in, nor for ever.</summary>
    public static bool IsTime(TimeSpan within) => within >= UpdateTrial.Shortest && within <= UpdateTrial.Longest;

    public string KeyPath { get; init; } = DefaultKey;

    public bool AllowsDowngrade { get; init; }

    /// <summary>The configuration that the new one has to understand, if the present one does; null: none.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Those that stand now.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];
}
