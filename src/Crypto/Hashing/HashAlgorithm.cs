namespace Holdfast.Crypto;

/// <summary>The hash functions of FIPS 180-4 that IKEv2 names. SHA-1 serves in HMAC and NAT detection only.</summary>
public enum HashAlgorithm
{
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}
