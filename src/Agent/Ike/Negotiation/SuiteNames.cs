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
        PrfId.HmacSha1 => "prfsha1",
        PrfId.HmacSha256 => "prfsha256",
        PrfId.HmacSha384 => "prfsha384",
        PrfId.HmacSha512 => "prfsha512",
        _ => $"prf-{(int)id}",
    };

    public static string Of(IntegrityId id) => id switch
    {
        IntegrityId.HmacSha1_96 => "sha1",
        IntegrityId.HmacSha256_128 => "sha256",
        IntegrityId.HmacSha384_192 => "sha384",
        IntegrityId.HmacSha512_256 => "sha512",
        _ => $"integrity-{(int)id}",
    };

    public static string Of(KeyExchangeMethod method) => method switch
    {
        KeyExchangeMethod.Curve25519 => "x25519",
        KeyExchangeMethod.Ecp256 => "ecp256",
        KeyExchangeMethod.Ecp384 => "ecp384",
        KeyExchangeMethod.Ecp521 => "ecp521",
        KeyExchangeMethod.Modp1536 => "modp1536",
        KeyExchangeMethod.Modp2048 => "modp2048",
        KeyExchangeMethod.Modp3072 => "modp3072",
        KeyExchangeMethod.Modp4096 => "modp4096",
        KeyExchangeMethod.MlKem768 => "mlkem768",
        KeyExchangeMethod.MlKem1024 => "mlkem1024",
        _ => $"group-{(int)method}",
    };
}
