using Holdfast.Crypto;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// The algorithms of an IKE SA (RFC 7296 section 3.3.2). <see cref="Integrity"/> is None with an AEAD.
/// </summary>
public sealed record IkeSuite(
    EncryptionId Encryption, int KeyBits, IntegrityId Integrity, PrfId Prf, KeyExchangeMethod Group)
{
    /// <summary>Key exchanges after the first (RFC 9370), in their order; mostly none.</summary>
    public IReadOnlyList<AdditionalExchange> Additional { get; init; } = [];

    public bool IsAead => Encryption is EncryptionId.AesGcm16 or EncryptionId.ChaCha20Poly1305;

    /// <summary>Bytes of SK_ei and of SK_er: the key, and for an AEAD its 4-byte salt (RFC 5282 section 7.1).</summary>
    public int EncryptionKeyLength => (KeyBits / 8) + (IsAead ? SaltLength : 0);

    /// <summary>Bytes of SK_ai and of SK_ar; 0 with an AEAD.</summary>
    public int IntegrityKeyLength =>
        IntegrityAlgorithms.TryAlgorithm(Integrity, out IntegrityAlgorithm algorithm)
            ? Crypto.Integrity.KeyLength(algorithm)
            : 0;

    public const int SaltLength = 4;

    /// <summary>Builds the suite from one accepted proposal; false names the first transform that is not implemented.</summary>
    public static bool TryFrom(ChosenTransforms chosen, out IkeSuite suite, out string problem)
    {
        suite = new IkeSuite(
            (EncryptionId)chosen.Id(TransformType.Encryption),
            chosen.KeyBits,
            (IntegrityId)chosen.Id(TransformType.Integrity),
            (PrfId)chosen.Id(TransformType.Prf),
            (KeyExchangeMethod)chosen.Id(TransformType.KeyExchange))
        {
            Additional = AdditionalExchange.Read(chosen, out string repeated),
        };
        problem = suite.FirstUnknown();
        if (problem.Length == 0)
            problem = repeated;
        return problem.Length == 0;
    }

    /// <summary>All of it is implemented.</summary>
    public bool IsKnown => FirstUnknown().Length == 0;

    /// <summary>The suite in strongSwan's notation, e.g. <c>aes128gcm16-prfsha256-x25519</c>.</summary>
    public override string ToString()
    {
        string integrity = IsAead ? "" : $"-{SuiteNames.Of(Integrity)}";
        string first = $"{SuiteNames.Of(Encryption, KeyBits)}{integrity}-{SuiteNames.Of(Prf)}-{SuiteNames.Of(Group)}";
        return string.Join('-', [first, .. Additional.Select(a => a.ToString())]);
    }

    public bool Equals(IkeSuite? other) =>
        other is not null
        && Encryption == other.Encryption && KeyBits == other.KeyBits && Integrity == other.Integrity && Prf == other.Prf
        && Group == other.Group && ValueEquality.Same(Additional, other.Additional);

    public override int GetHashCode() => HashCode.Combine(Encryption, KeyBits, Integrity, Prf, Group, Additional.Count);

    private string FirstUnknown()
    {
        bool keyFits = Encryption switch
        {
            EncryptionId.AesGcm16 or EncryptionId.AesCbc => KeyBits is 128 or 256,
            EncryptionId.ChaCha20Poly1305 => KeyBits == 256,
            _ => false,
        };
        if (!keyFits)
            return $"encryption {Encryption} with {KeyBits} bits";
        if (IsAead ? Integrity != IntegrityId.None : !IntegrityAlgorithms.TryAlgorithm(Integrity, out _))
            return $"integrity {Integrity}";
        if (!Keys.Prf.IsKnown(Prf))
            return $"PRF {Prf}";
        return KeyExchangeMethods.IsKnown(Group) ? "" : $"key exchange {Group}";
    }
}
