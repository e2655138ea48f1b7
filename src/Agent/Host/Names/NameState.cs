namespace Holdfast.Host.Names;

/// <summary>What became of a tunnel's name servers.</summary>
/// <param name="Way">The word of the way that has them; null: none.</param>
/// <param name="IsSplit">They are asked for their domains alone.</param>
/// <param name="Problem">Why none has them.</param>
public sealed record NameState(string? Way, bool IsSplit, string? Problem)
{
    /// <summary>By DNS over TLS.</summary>
    public bool IsEncrypted { get; init; }
}
