using Holdfast.Crypto;

namespace Holdfast.Config;

/// <summary>A post-quantum pre-shared key (RFC 8784).</summary>
public sealed record PpkConfig
{
    /// <summary>What the gateway finds the key by (PPK_ID_FIXED).</summary>
    public required string Id { get; init; }

    /// <summary>Null when <see cref="File"/> is to be read. Whoever drops the configuration disposes it.</summary>
    public required SecretBytes? Secret { get; init; }

    /// <summary>As <see cref="SourceText"/> names it; null when the key is in the configuration.</summary>
    public required string? File { get; init; }

    /// <summary>No connection without it; else one whose gateway has no such key goes on without.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>In words; never the key.</summary>
    public override string ToString() =>
        $"mix the post-quantum pre-shared key {InputText.Quote(Id)} from {File ?? "the configuration"} into the keys, " +
        (IsRequired ? "and accept no gateway without it" : "where the gateway has it too");
}
