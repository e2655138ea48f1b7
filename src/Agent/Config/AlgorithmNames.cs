using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// strongSwan's words for the algorithms that this agent has. The first word of a value is the one it is shown by.
/// </summary>
internal static class AlgorithmNames
{
    /// <summary>Of IKE and of ESP.</summary>
    public static readonly (string Name, EncryptionChoice Value)[] Encryptions =
    [
        ("aes256gcm16", new(EncryptionId.AesGcm16, 256)),
        ("aes128gcm16", new(EncryptionId.AesGcm16, 128)),
        ("chacha20poly1305", new(EncryptionId.ChaCha20Poly1305, null)),
        ("aes256", new(EncryptionId.AesCbc, 256)),
        ("aes128", new(EncryptionId.AesCbc, 128)),
        ("aes256gcm128", new(EncryptionId.AesGcm16, 256)),
        ("aes128gcm128", new(EncryptionId.AesGcm16, 128)),
    ];

    public static readonly (string Name, IntegrityId Value)[] Integrities =
    [
        ("sha256", IntegrityId.HmacSha256_128),
        ("sha384", IntegrityId.HmacSha384_192),
        ("sha512", IntegrityId.HmacSha512_256),
        ("sha1", IntegrityId.HmacSha1_96),
        ("sha2_256", IntegrityId.HmacSha256_128),
        ("sha2_384", IntegrityId.HmacSha384_192),
        ("sha2_512", IntegrityId.HmacSha512_256),
        ("sha", IntegrityId.HmacSha1_96),
    ];

    public static readonly (string Name, PrfId Value)[] Prfs =
    [
        ("prfsha256", PrfId.HmacSha256),
        ("prfsha384", PrfId.HmacSha384),
        ("prfsha512", PrfId.HmacSha512),
        ("prfsha1", PrfId.HmacSha1),
    ];

    public static readonly (string Name, KeyExchangeMethod Value)[] KeyExchanges =
    [
        ("x25519", KeyExchangeMethod.Curve25519),
        ("ecp256", KeyExchangeMethod.Ecp256),
        ("ecp384", KeyExchangeMethod.Ecp384),
        ("ecp521", KeyExchangeMethod.Ecp521),
        ("modp3072", KeyExchangeMethod.Modp3072),
        ("modp4096", KeyExchangeMethod.Modp4096),
        ("modp2048", KeyExchangeMethod.Modp2048),
        ("modp1536", KeyExchangeMethod.Modp1536),
        ("curve25519", KeyExchangeMethod.Curve25519),
    ];

    /// <summary>Of an additional key exchange only: what is too large for IKE_SA_INIT, and none at all.</summary>
    private static readonly (string Name, KeyExchangeMethod Value)[] OnlyAdditional =
    [
        ("mlkem768", KeyExchangeMethod.MlKem768),
        ("mlkem1024", KeyExchangeMethod.MlKem1024),
        ("none", KeyExchangeMethod.None),
    ];

    /// <summary>The usual ones are named where something else is not known.</summary>
    public static readonly IReadOnlyList<string> UsualAdditional = ["ke1_mlkem768", "ke1_mlkem1024"];

    public static readonly (string Name, bool Value)[] ExtendedSequenceNumbers = [("esn", true), ("noesn", false)];

    /// <summary>Served where a connection names them, but advised to nobody (RFC 8247).</summary>
    public static readonly IReadOnlyList<string> Weak = ["sha1", "prfsha1", "modp1536"];

    /// <summary>Broken, or too weak to be worth a tunnel: refused whoever asks for them.</summary>
    public static readonly IReadOnlyList<string> Refused =
        ["3des", "des", "null", "md5", "prfmd5", "modp768", "modp1024", "modp1024s160"];

    /// <summary>
    /// Reads <c>ke1_mlkem768</c>: the number of an additional key exchange (RFC 9370), and its method or <c>none</c>, which lets the
    /// gateway leave it out.
    /// </summary>
    public static bool TryReadAdditional(string word, [NotNullWhen(true)] out AdditionalChoice? exchange)
    {
        exchange = null;
        bool isOne = word.Length > 4 && word.StartsWith("ke", StringComparison.Ordinal) && word[3] == '_'
            && word[2] is >= '1' and <= (char)('0' + AdditionalChoice.Most);
        if (!isOne)
            return false;
        string name = word[4..];
        if (Weak.Contains(name) || (!TryFind(OnlyAdditional, name, out KeyExchangeMethod method) && !TryFind(KeyExchanges, name, out method)))
            return false;
        exchange = new AdditionalChoice(word[2] - '0', method);
        return true;
    }

    public static string Of(AdditionalChoice exchange) =>
        $"ke{exchange.Number}_{Of(OnlyAdditional, exchange.Method) ?? Of(KeyExchanges, exchange.Method)}";

    /// <summary>True for encryption that authenticates by itself and so takes no integrity algorithm.</summary>
    public static bool IsAead(EncryptionChoice choice) => choice.Id != EncryptionId.AesCbc;

    public static IEnumerable<string> Of<T>((string Name, T Value)[] table, IEnumerable<T> values) where T : struct =>
        values.Select(value => table.First(row => row.Value.Equals(value)).Name);

    /// <summary>Each value's first word, in the table's order.</summary>
    public static IEnumerable<string> All<T>((string Name, T Value)[] table) where T : struct =>
        Of(table, table.Select(row => row.Value).Distinct());

    private static bool TryFind((string Name, KeyExchangeMethod Value)[] table, string name, out KeyExchangeMethod method)
    {
        int row = Array.FindIndex(table, row => row.Name == name);
        method = row < 0 ? default : table[row].Value;
        return row >= 0;
    }

    private static string? Of((string Name, KeyExchangeMethod Value)[] table, KeyExchangeMethod method) =>
        Array.Find(table, row => row.Value == method).Name;
}
