namespace Holdfast.Crypto;

internal enum SignatureFamily
{
    RsaPkcs1,
    RsaPss,
    Ecdsa,
    Ed25519,
}

/// <summary>What a signature algorithm is made of.</summary>
/// <param name="Identifiers">Its AlgorithmIdentifier in DER, the one to send first.</param>
internal sealed record SignatureScheme(SignatureFamily Family, HashAlgorithm? Hash, byte[][] Identifiers)
{
    /// <summary>OpenSSL's name of the hash.</summary>
    internal string? DigestName => Hash is { } hash ? Crypto.Hash.OpenSslName(hash) : null;

    /// <summary>Of PSS, in bytes: as long as the hash.</summary>
    internal int SaltLength { get; init; } = Hash is { } hash ? Crypto.Hash.Length(hash) : 0;

    internal bool Fits(KeyKind kind) => Family switch
    {
        SignatureFamily.RsaPkcs1 => kind is KeyKind.Rsa,
        SignatureFamily.RsaPss => kind is KeyKind.Rsa or KeyKind.RsaPss,
        SignatureFamily.Ecdsa => kind is KeyKind.P256 or KeyKind.P384 or KeyKind.P521,
        _ => kind is KeyKind.Ed25519,
    };
}
