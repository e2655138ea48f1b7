using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>Names of algorithms in strongSwan's proposal notation, for logs and status.</summary>
public static class SuiteNames
{
    public static string Of(EncryptionId id, int keyBits) => id switch
    {
        EncryptionId.AesGcm16 => $"aes{keyBits}gcm16",
        EncryptionId.AesCbc => $"aes{keyBits}",
        EncryptionId.ChaCha20Poly1305 => "chacha20poly1305",
        _ => $"encryption-{(int)id}",
    };

    public static string Of(PrfId id) => id switch
    {
        PrfId.HmacSha256 => "prfsha256",
        PrfId.HmacSha384 => "prfsha384",
        PrfId.HmacSha512 => "prfsha512",
        _ => $"prf-{(int)id}",
    };

    public static string Of(IntegrityId id) => id switch
    {
        IntegrityId.HmacSha256_128 => "sha256",
        _ => $"integrity-{(int)id}",
    };

    public static string Of(KeyExchangeMethod method) => method switch
    {
        KeyExchangeMethod.Curve25519 => "x25519",
        KeyExchangeMethod.Ecp256 => "ecp256",
        KeyExchangeMethod.Modp2048 => "modp2048",
        _ => $"group-{(int)method}",
    };
}
