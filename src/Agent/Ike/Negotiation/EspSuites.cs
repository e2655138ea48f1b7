using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>From negotiated transforms to what the data path implements.</summary>
public static class EspSuites
{
    /// <summary>False for a cipher or an integrity algorithm that is not implemented, or a pair that makes no sense.</summary>
    public static bool TryAlgorithm(ChosenTransforms chosen, out EspAlgorithm algorithm)
    {
        IntegrityId integrity = (IntegrityId)chosen.Id(TransformType.Integrity);
        EncryptionId encryption = (EncryptionId)chosen.Id(TransformType.Encryption);
        return IntegrityAlgorithms.TryAlgorithm(integrity, out IntegrityAlgorithm mac)
            ? TryCbc(encryption, chosen.KeyBits, mac, out algorithm)
            : TryAead(encryption, chosen.KeyBits, out algorithm) && integrity == IntegrityId.None;
    }

    private static bool TryAead(EncryptionId encryption, int keyBits, out EspAlgorithm algorithm)
    {
        (bool known, algorithm) = (encryption, keyBits) switch
        {
            (EncryptionId.AesGcm16, 128) => (true, EspAlgorithm.Aes128Gcm16),
            (EncryptionId.AesGcm16, 256) => (true, EspAlgorithm.Aes256Gcm16),
            (EncryptionId.ChaCha20Poly1305, 256) => (true, EspAlgorithm.ChaCha20Poly1305),
            _ => (false, default),
        };
        return known;
    }

    private static bool TryCbc(
        EncryptionId encryption, int keyBits, IntegrityAlgorithm integrity, out EspAlgorithm algorithm)
    {
        (bool known, algorithm) = (encryption, keyBits) switch
        {
            (EncryptionId.AesCbc, 128) => (true, EspAlgorithm.Aes128Cbc(integrity)),
            (EncryptionId.AesCbc, 256) => (true, EspAlgorithm.Aes256Cbc(integrity)),
            _ => (false, default),
        };
        return known;
    }
}
