using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>From negotiated transforms to what the data path implements.</summary>
public static class EspSuites
{
    public static bool TryAlgorithm(ChosenTransforms chosen, out EspAlgorithm algorithm)
    {
        (bool known, algorithm) = ((EncryptionId)chosen.Id(TransformType.Encryption), chosen.KeyBits) switch
        {
            (EncryptionId.AesGcm16, 128) => (true, EspAlgorithm.Aes128Gcm16),
            (EncryptionId.AesGcm16, 256) => (true, EspAlgorithm.Aes256Gcm16),
            (EncryptionId.ChaCha20Poly1305, 256) => (true, EspAlgorithm.ChaCha20Poly1305),
            _ => (false, default),
        };
        return known && chosen.Id(TransformType.Integrity) == (ushort)IntegrityId.None;
    }
}
