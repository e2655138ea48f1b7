using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>An encryption transform: algorithm and key length in bits, or null where the algorithm fixes it.</summary>
public readonly record struct EncryptionChoice(EncryptionId Id, ushort? KeyBits);

/// <summary>A method of ADDITIONAL_KEY_EXCHANGE_1 to 7 (RFC 9370), by its number; None: the gateway may leave it out.</summary>
public sealed record AdditionalChoice(int Number, KeyExchangeMethod Method)
{
    public const int Most = 7;
}

/// <summary>
/// One IKE proposal, each list in order of preference and as many transforms of that type. Integrities is empty exactly
/// when the encryption algorithms are AEADs (RFC 7296 section 3.3.3).
/// </summary>
public sealed record IkeProposalConfig(
    IReadOnlyList<EncryptionChoice> Encryptions,
    IReadOnlyList<IntegrityId> Integrities,
    IReadOnlyList<PrfId> Prfs,
    IReadOnlyList<KeyExchangeMethod> KeyExchanges)
{
    /// <summary>Key exchanges after the first; mostly none.</summary>
    public IReadOnlyList<AdditionalChoice> Additional { get; init; } = [];

    /// <summary>In strongSwan's notation, every algorithm named.</summary>
    public override string ToString() => string.Join('-',
    [
        .. AlgorithmNames.Of(AlgorithmNames.Encryptions, Encryptions),
        .. AlgorithmNames.Of(AlgorithmNames.Integrities, Integrities),
        .. AlgorithmNames.Of(AlgorithmNames.Prfs, Prfs),
        .. AlgorithmNames.Of(AlgorithmNames.KeyExchanges, KeyExchanges),
        .. Additional.Select(AlgorithmNames.Of),
    ]);
}

/// <summary>
/// One ESP proposal, each list in order of preference. Integrities is empty exactly when the encryption algorithms are
/// AEADs. KeyExchanges are the groups of perfect forward secrecy in CREATE_CHILD_SA; none: without it. An entry of
/// ExtendedSequenceNumbers is true for ESN.
/// </summary>
public sealed record EspProposalConfig(
    IReadOnlyList<EncryptionChoice> Encryptions,
    IReadOnlyList<IntegrityId> Integrities,
    IReadOnlyList<KeyExchangeMethod> KeyExchanges,
    IReadOnlyList<bool> ExtendedSequenceNumbers)
{
    /// <summary>Key exchanges after the first; mostly none.</summary>
    public IReadOnlyList<AdditionalChoice> Additional { get; init; } = [];

    /// <summary>In strongSwan's notation, every choice named.</summary>
    public override string ToString() => string.Join('-',
    [
        .. AlgorithmNames.Of(AlgorithmNames.Encryptions, Encryptions),
        .. AlgorithmNames.Of(AlgorithmNames.Integrities, Integrities),
        .. AlgorithmNames.Of(AlgorithmNames.KeyExchanges, KeyExchanges),
        .. Additional.Select(AlgorithmNames.Of),
        .. AlgorithmNames.Of(AlgorithmNames.ExtendedSequenceNumbers, ExtendedSequenceNumbers),
    ]);
}
