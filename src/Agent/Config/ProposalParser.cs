using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// Reads proposals in strongSwan's notation: algorithms joined by "-", several of a kind in order of preference. On
/// failure <c>problem</c> says what is wrong and what is allowed.
/// </summary>
public static class ProposalParser
{
    /// <summary>AEADs and CBC can't share a proposal, so there are two.</summary>
    public static readonly IReadOnlyList<IkeProposalConfig> DefaultIke =
    [
        ParseOwnIke("aes256gcm16-aes128gcm16-chacha20poly1305-prfsha256-prfsha384-prfsha512-x25519-ecp256-modp2048"),
        ParseOwnIke("aes256-aes128-sha256-prfsha256-x25519-ecp256-modp2048"),
    ];

    public static readonly IReadOnlyList<EspProposalConfig> DefaultEsp =
        [ParseOwnEsp("aes256gcm16-aes128gcm16-chacha20poly1305-esn-noesn")];

    public static bool TryParseIke(
        string text, [NotNullWhen(true)] out IkeProposalConfig? proposal, [NotNullWhen(false)] out string? problem)
    {
        proposal = null;
        var words = new ProposalWords(text);
        List<EncryptionChoice> encryptions = words.Take(AlgorithmNames.IkeEncryptions);
        List<IntegrityId> integrities = words.Take(AlgorithmNames.Integrities);
        List<PrfId> prfs = words.Take(AlgorithmNames.Prfs);
        List<KeyExchangeMethod> keyExchanges = words.Take(AlgorithmNames.KeyExchanges);
        problem = words.Problem() ?? CheckIke(encryptions, integrities, keyExchanges);
        if (problem is not null) return false;
        if (prfs.Count == 0) prfs.AddRange(DefaultPrfs(integrities));
        proposal = new IkeProposalConfig(encryptions, integrities, prfs, keyExchanges);
        return true;
    }

    public static bool TryParseEsp(
        string text, [NotNullWhen(true)] out EspProposalConfig? proposal, [NotNullWhen(false)] out string? problem)
    {
        proposal = null;
        var words = new ProposalWords(text);
        List<EncryptionChoice> encryptions = words.Take(AlgorithmNames.EspEncryptions);
        List<bool> sequenceNumbers = words.Take(AlgorithmNames.ExtendedSequenceNumbers);
        problem = words.Problem() ?? (encryptions.Count == 0 ? MissingEncryption(AlgorithmNames.EspEncryptions) : null);
        if (problem is not null) return false;
        if (sequenceNumbers.Count == 0) sequenceNumbers.AddRange([true, false]);
        proposal = new EspProposalConfig(encryptions, sequenceNumbers);
        return true;
    }

    private static string? CheckIke(
        List<EncryptionChoice> encryptions, List<IntegrityId> integrities, List<KeyExchangeMethod> keyExchanges)
    {
        if (encryptions.Count == 0) return MissingEncryption(AlgorithmNames.IkeEncryptions);
        int aeads = encryptions.Count(AlgorithmNames.IsAead);
        if (aeads > 0 && aeads < encryptions.Count)
            return "AEADs (gcm, chacha20poly1305) and CBC can't share a proposal; write two proposals";
        if (aeads > 0 && integrities.Count > 0)
            return "an AEAD takes no integrity algorithm; write \"prfsha256\" in place of \"sha256\"";
        if (aeads == 0 && integrities.Count == 0) return "no integrity algorithm; AES-CBC needs \"sha256\"";
        return keyExchanges.Count == 0
            ? $"no key exchange group; add one or more of {List(AlgorithmNames.KeyExchanges)}"
            : null;
    }

    private static string MissingEncryption((string, EncryptionChoice)[] table) =>
        $"no encryption algorithm; add one or more of {List(table)}";

    private static string List<T>((string, T)[] table) where T : struct => string.Join(", ", AlgorithmNames.All(table));

    /// <summary>As strongSwan does: the hash of the integrity algorithm; with an AEAD whatever there is.</summary>
    private static IEnumerable<PrfId> DefaultPrfs(List<IntegrityId> integrities) =>
        integrities.Count > 0 ? [PrfId.HmacSha256] : [PrfId.HmacSha256, PrfId.HmacSha384, PrfId.HmacSha512];

    private static IkeProposalConfig ParseOwnIke(string text) =>
        TryParseIke(text, out IkeProposalConfig? proposal, out string? problem)
            ? proposal
            : throw new ArgumentException(problem, nameof(text));

    private static EspProposalConfig ParseOwnEsp(string text) =>
        TryParseEsp(text, out EspProposalConfig? proposal, out string? problem)
            ? proposal
            : throw new ArgumentException(problem, nameof(text));
}
