using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>Our ESP algorithms under the kernel's names.</summary>
public static class KernelAlgorithm
{
    public static XfrmAlgorithm Of(EspAlgorithm algorithm) => algorithm switch
    {
        { Integrity: { } integrity } => XfrmAlgorithm.Cbc(Hash(integrity), Integrity.IcvLength(integrity) * 8),
        { Encryption: EspEncryption.ChaCha20Poly1305 } => XfrmAlgorithm.ChaCha20Poly1305,
        _ => XfrmAlgorithm.Rfc4106Gcm,
    };

    /// <summary>Bytes of KEYMAT that are for encryption, with an AEAD's salt; the rest is for integrity.</summary>
    public static int EncryptionPart(EspAlgorithm algorithm) => algorithm.Integrity is null
        ? EspAlgorithms.KeyMaterialLength(algorithm)
        : EspAlgorithms.EncryptionKeyLength(algorithm.Encryption);

    private static string Hash(IntegrityAlgorithm integrity) => integrity switch
    {
        IntegrityAlgorithm.HmacSha1_96 => "hmac(sha1)",
        IntegrityAlgorithm.HmacSha256_128 => "hmac(sha256)",
        IntegrityAlgorithm.HmacSha384_192 => "hmac(sha384)",
        IntegrityAlgorithm.HmacSha512_256 => "hmac(sha512)",
        _ => throw new ArgumentOutOfRangeException(nameof(integrity)),
    };
}
