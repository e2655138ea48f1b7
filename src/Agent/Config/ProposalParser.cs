using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// Reads proposals in strongSwan's notation: algorithms joined by "-", several of a kind in order of preference. On
/// failure <c>problem</c> says what is wrong and what is allowed.
/// </summary>
public static class ProposalParser
{
    private const string AesGcm = "aes256gcm16-aes128gcm16";
    private const string ChaCha = "chacha20poly1305";
    private const string Cbc = "aes256-aes128-sha256-sha384-sha512";
    private const string Groups = "x25519-ecp256-ecp384-ecp521-modp3072-modp4096-modp2048";

    private const string PostQuantum = "x25519-ecp256-ecp384-ecp521-ke1_mlkem768-ke1_mlkem1024";

    /// <summary>
    /// AEADs and CBC can't share a proposal, so there are two; and one before them with a post-quantum key exchange behind the first,
    /// which a gateway without it skips. No gateway with ML-KEM lacks an AEAD, and IKE_SA_INIT has to stay small.
    /// </summary>
    /// <param name="hasAesInstructions">Of the CPU.</param>
    public static IReadOnlyList<IkeProposalConfig> DefaultIke(bool hasAesInstructions)
    {
        string aeads = $"{Aeads(hasAesInstructions)}-prfsha256-prfsha384-prfsha512";
        return [ParseOwnIke($"{aeads}-{PostQuantum}"), ParseOwnIke($"{aeads}-{Groups}"), ParseOwnIke($"{Cbc}-{Groups}")];
    }

    /// <summary>
    /// A proposal with groups can only be met by a gateway with one, so each is there without them too; and so it is with a
    /// post-quantum key exchange.
    /// </summary>
    /// <inheritdoc cref="DefaultIke"/>
    public static IReadOnlyList<EspProposalConfig> DefaultEsp(bool hasAesInstructions)
    {
        string aeads = Aeads(hasAesInstructions);
        return
        [
            ParseOwnEsp($"{aeads}-{PostQuantum}"), ParseOwnEsp($"{aeads}-{Groups}"), ParseOwnEsp($"{Cbc}-{Groups}"),
            ParseOwnEsp(aeads), ParseOwnEsp(Cbc),
        ];
    }

    public static bool TryParseIke(
        string text, [NotNullWhen(true)] out IkeProposalConfig? proposal, [NotNullWhen(false)] out string? problem)
    {
        proposal = null;
        var words = new ProposalWords(text);
        List<EncryptionChoice> encryptions = words.Take(AlgorithmNames.Encryptions);
        List<IntegrityId> integrities = words.Take(AlgorithmNames.Integrities);
        List<PrfId> prfs = words.Take(AlgorithmNames.Prfs);
        List<KeyExchangeMethod> keyExchanges = words.Take(AlgorithmNames.KeyExchanges);
        List<AdditionalChoice> additional = words.TakeAdditional();
        problem = words.Problem() ?? CheckCiphers(encryptions, integrities, "write \"prfsha256\" in place of \"sha256\"")
            ?? CheckGroups(keyExchanges) ?? CheckAdditional(additional, keyExchanges);
        if (problem is not null) return false;
        if (prfs.Count == 0) prfs.AddRange(DefaultPrfs(integrities));
        proposal = new IkeProposalConfig(encryptions, integrities, prfs, keyExchanges) { Additional = additional };
        return true;
    }

    public static bool TryParseEsp(
        string text, [NotNullWhen(true)] out EspProposalConfig? proposal, [NotNullWhen(false)] out string? problem)
    {
        proposal = null;
        var words = new ProposalWords(text);
        List<EncryptionChoice> encryptions = words.Take(AlgorithmNames.Encryptions);
        List<IntegrityId> integrities = words.Take(AlgorithmNames.Integrities);
        List<KeyExchangeMethod> keyExchanges = words.Take(AlgorithmNames.KeyExchanges);
        List<bool> sequenceNumbers = words.Take(AlgorithmNames.ExtendedSequenceNumbers);
        List<AdditionalChoice> additional = words.TakeAdditional();
        problem = words.Problem() ?? CheckCiphers(encryptions, integrities, "leave it out") ?? CheckAdditional(additional, keyExchanges);
        if (problem is not null) return false;
        if (sequenceNumbers.Count == 0) sequenceNumbers.AddRange([true, false]);
        proposal = new EspProposalConfig(encryptions, integrities, keyExchanges, sequenceNumbers) { Additional = additional };
        return true;
    }

    /// <summary>Without AES instructions AES is the slowest of them, and the constant-time form that is used then slower still.</summary>
    private static string Aeads(bool hasAesInstructions) => hasAesInstructions ? $"{AesGcm}-{ChaCha}" : $"{ChaCha}-{AesGcm}";

    private static string? CheckCiphers(
        List<EncryptionChoice> encryptions, List<IntegrityId> integrities, string adviceWithAead)
    {
        if (encryptions.Count == 0)
            return $"no encryption algorithm; add one or more of {Advice(AlgorithmNames.Encryptions)}";
        int aeads = encryptions.Count(AlgorithmNames.IsAead);
        if (aeads > 0 && aeads < encryptions.Count)
            return "AEADs (gcm, chacha20poly1305) and CBC can't share a proposal; write two proposals";
        if (aeads > 0 && integrities.Count > 0)
            return $"an AEAD takes no integrity algorithm; {adviceWithAead}";
        return aeads == 0 && integrities.Count == 0
            ? "no integrity algorithm; AES-CBC needs \"sha256\", \"sha384\" or \"sha512\""
            : null;
    }

    private static string? CheckGroups(List<KeyExchangeMethod> keyExchanges) => keyExchanges.Count == 0
        ? $"no key exchange group; add one or more of {Advice(AlgorithmNames.KeyExchanges)}"
        : null;

    /// <summary>No method is run twice (RFC 9370 section 2.2.2), and none before the first.</summary>
    private static string? CheckAdditional(List<AdditionalChoice> additional, List<KeyExchangeMethod> keyExchanges)
    {
        if (additional.Count > 0 && keyExchanges.Count == 0)
            return $"\"{AlgorithmNames.Of(additional[0])}\" comes after a first key exchange; add one or more of {Advice(AlgorithmNames.KeyExchanges)}";
        foreach (AdditionalChoice choice in additional)
        {
            bool isRepeated = keyExchanges.Contains(choice.Method)
                || additional.Exists(other => other.Number < choice.Number && other.Method == choice.Method);
            if (isRepeated && choice.Method != KeyExchangeMethod.None)
                return $"\"{AlgorithmNames.Of(choice)}\" repeats a key exchange of the proposal; leave one of them out";
        }
        return null;
    }

    private static string Advice<T>((string, T)[] table) where T : struct =>
        string.Join(", ", AlgorithmNames.All(table).Except(AlgorithmNames.Weak));

    /// <summary>As strongSwan does: the hashes of the integrity algorithms; with an AEAD whatever there is.</summary>
    private static IEnumerable<PrfId> DefaultPrfs(List<IntegrityId> integrities) => integrities.Count > 0
        ? integrities.Select(PrfOf)
        : [PrfId.HmacSha256, PrfId.HmacSha384, PrfId.HmacSha512];

    private static PrfId PrfOf(IntegrityId integrity) => integrity switch
    {
        IntegrityId.HmacSha1_96 => PrfId.HmacSha1,
        IntegrityId.HmacSha256_128 => PrfId.HmacSha256,
        IntegrityId.HmacSha384_192 => PrfId.HmacSha384,
        IntegrityId.HmacSha512_256 => PrfId.HmacSha512,
        _ => throw new ArgumentOutOfRangeException(nameof(integrity)),
    };

    private static IkeProposalConfig ParseOwnIke(string text) =>
        TryParseIke(text, out IkeProposalConfig? proposal, out string? problem)
            ? proposal
            : throw new ArgumentException(problem, nameof(text));

    private static EspProposalConfig ParseOwnEsp(string text) =>
        TryParseEsp(text, out EspProposalConfig? proposal, out string? problem)
            ? proposal
            : throw new ArgumentException(problem, nameof(text));
}
