namespace Holdfast.Crypto;

/// <summary>How data are signed: the scheme with its hash. ECDSA goes with whatever curve the key has.</summary>
public enum SignatureAlgorithm
{
    /// <summary>Broken by its hash. Only for the RSA method of IKEv2's first AUTH (RFC 7296 2.15), which knows no other
    /// hash for certain.</summary>
    RsaPkcs1Sha1,
    RsaPkcs1Sha256,
    RsaPkcs1Sha384,
    RsaPkcs1Sha512,

    /// <summary>RSASSA-PSS (RFC 8017); hash and MGF1 alike, the salt as long as the hash.</summary>
    RsaPssSha256,
    RsaPssSha384,
    RsaPssSha512,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,

    /// <summary>Pure: the data are not hashed first (RFC 8420).</summary>
    Ed25519,
}
