namespace Holdfast.Crypto;

/// <summary>The table of signature algorithms, with their AlgorithmIdentifiers as IKEv2 carries them (RFC 7427 appendix
/// A, RFC 8420).</summary>
public static class SignatureAlgorithms
{
    private static readonly byte[] NoParameters = [5, 0];

    private static readonly Dictionary<SignatureAlgorithm, SignatureScheme> Table = new()
    {
        [SignatureAlgorithm.RsaPkcs1Sha1] = RsaPkcs1(HashAlgorithm.Sha1, "2a864886f70d010105"),
        [SignatureAlgorithm.RsaPkcs1Sha256] = RsaPkcs1(HashAlgorithm.Sha256, "2a864886f70d01010b"),
        [SignatureAlgorithm.RsaPkcs1Sha384] = RsaPkcs1(HashAlgorithm.Sha384, "2a864886f70d01010c"),
        [SignatureAlgorithm.RsaPkcs1Sha512] = RsaPkcs1(HashAlgorithm.Sha512, "2a864886f70d01010d"),
        [SignatureAlgorithm.RsaPssSha256] = RsaPss(HashAlgorithm.Sha256, "608648016503040201"),
        [SignatureAlgorithm.RsaPssSha384] = RsaPss(HashAlgorithm.Sha384, "608648016503040202"),
        [SignatureAlgorithm.RsaPssSha512] = RsaPss(HashAlgorithm.Sha512, "608648016503040203"),
        [SignatureAlgorithm.EcdsaSha256] = Ecdsa(HashAlgorithm.Sha256, "2a8648ce3d040302"),
        [SignatureAlgorithm.EcdsaSha384] = Ecdsa(HashAlgorithm.Sha384, "2a8648ce3d040303"),
        [SignatureAlgorithm.EcdsaSha512] = Ecdsa(HashAlgorithm.Sha512, "2a8648ce3d040304"),
        [SignatureAlgorithm.Ed25519] = new(SignatureFamily.Ed25519, null, [Identifier("2b6570")]),
    };

    /// <summary>The hash that a peer must have announced (RFC 7427 4); null for Ed25519, which has the number
    /// "Identity" there.</summary>
    public static HashAlgorithm? HashOf(SignatureAlgorithm algorithm) => Scheme(algorithm).Hash;

    /// <summary>Whether keys of that kind sign so.</summary>
    public static bool Fits(SignatureAlgorithm algorithm, KeyKind kind) => Scheme(algorithm).Fits(kind);

    /// <summary>The AlgorithmIdentifier to send, in DER.</summary>
    public static ReadOnlySpan<byte> Identifier(SignatureAlgorithm algorithm) => Scheme(algorithm).Identifiers[0];

    /// <summary>Whether these bytes are exactly the AlgorithmIdentifier of a known algorithm; of PSS also with the
    /// parameters written out that are a default or void (RFC 7427 A.4.3, RFC 4055 2.1). SHA-1 has none here.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> identifier, out SignatureAlgorithm algorithm)
    {
        foreach ((SignatureAlgorithm known, SignatureScheme scheme) in Table)
        {
            if (known == SignatureAlgorithm.RsaPkcs1Sha1)
                continue;
            foreach (byte[] encoding in scheme.Identifiers)
            {
                algorithm = known;
                if (identifier.SequenceEqual(encoding))
                    return true;
            }
        }
        algorithm = default;
        return false;
    }

    internal static SignatureScheme Scheme(SignatureAlgorithm algorithm) =>
        Table.TryGetValue(algorithm, out SignatureScheme? scheme)
            ? scheme
            : throw new ArgumentOutOfRangeException(nameof(algorithm));

    private static SignatureScheme RsaPkcs1(HashAlgorithm hash, string oid) =>
        new(SignatureFamily.RsaPkcs1, hash, [Identifier(oid, NoParameters)]);

    private static SignatureScheme Ecdsa(HashAlgorithm hash, string oid) =>
        new(SignatureFamily.Ecdsa, hash, [Identifier(oid)]);

    private static SignatureScheme RsaPss(HashAlgorithm hash, string hashOid)
    {
        byte[] trailer = Der.Wrap(Der.Context(3), Der.Number([1]));
        return new SignatureScheme(SignatureFamily.RsaPss, hash,
        [
            Pss(hash, Identifier(hashOid, NoParameters), []),
            Pss(hash, Identifier(hashOid, NoParameters), trailer),
            Pss(hash, Identifier(hashOid), []),
            Pss(hash, Identifier(hashOid), trailer),
        ]);
    }

    private static byte[] Pss(HashAlgorithm hash, byte[] hashIdentifier, byte[] trailer) =>
        Identifier("2a864886f70d01010a", Der.Wrap(Der.Sequence,
            Der.Wrap(Der.Context(0), hashIdentifier),
            Der.Wrap(Der.Context(1), Identifier("2a864886f70d010108", hashIdentifier)),
            Der.Wrap(Der.Context(2), Der.Number([(byte)Hash.Length(hash)])),
            trailer));

    private static byte[] Identifier(string oid, params ReadOnlySpan<byte[]> parameters) =>
        Der.Wrap(Der.Sequence,
            [Der.Wrap(Der.ObjectIdentifier, Convert.FromHexString(oid)), .. parameters]);
}
