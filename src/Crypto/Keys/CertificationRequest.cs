namespace Holdfast.Crypto;

/// <summary>A request for a certificate, PKCS #10 (RFC 2986).</summary>
public static class CertificationRequest
{
    private static readonly byte[] ExtensionRequest = Oid("2a864886f70d01090e");
    private static readonly byte[] SubjectAltName = Oid("551d11");

    /// <summary>In DER, signed with the key, by SHA-256 or the hash of the curve's strength.</summary>
    /// <param name="subject">A Name in DER; see <see cref="DistinguishedName"/>.</param>
    /// <param name="names">For the subjectAltName; may be none.</param>
    /// <exception cref="ArgumentException">A name is not what its kind can be.</exception>
    public static byte[] Create(PrivateKey key, ReadOnlySpan<byte> subject, IReadOnlyList<GeneralName> names)
    {
        SignatureAlgorithm algorithm = AlgorithmOf(key.Kind);
        byte[] content = Der.Wrap(Der.Sequence,
            Der.Number([0]), subject.ToArray(), key.ExportPublicKey(), Der.Wrap(Der.Context(0), Attributes(names)));
        return Der.Wrap(Der.Sequence,
            content,
            SignatureAlgorithms.Identifier(algorithm).ToArray(),
            Der.Wrap(Der.BitString, [0], key.Sign(algorithm, content)));
    }

    private static SignatureAlgorithm AlgorithmOf(KeyKind kind) => kind switch
    {
        KeyKind.Rsa => SignatureAlgorithm.RsaPkcs1Sha256,
        KeyKind.RsaPss => SignatureAlgorithm.RsaPssSha256,
        KeyKind.P256 => SignatureAlgorithm.EcdsaSha256,
        KeyKind.P384 => SignatureAlgorithm.EcdsaSha384,
        KeyKind.P521 => SignatureAlgorithm.EcdsaSha512,
        _ => SignatureAlgorithm.Ed25519,
    };

    private static byte[] Attributes(IReadOnlyList<GeneralName> names)
    {
        if (names.Count == 0)
            return [];
        byte[] list = Der.Wrap(Der.Sequence, [.. names.Select(Encode)]);
        byte[] extension = Der.Wrap(Der.Sequence, SubjectAltName, Der.Wrap(Der.OctetString, list));
        return Der.Wrap(Der.Sequence, ExtensionRequest, Der.Wrap(Der.Set, Der.Wrap(Der.Sequence, extension)));
    }

    private static byte[] Encode(GeneralName name)
    {
        byte[] encoded = Der.Wrap(ExtensionReader.TagOf(name.Kind), name.Value.ToArray());
        return ExtensionReader.TryReadNames(Der.Wrap(Der.Sequence, encoded), [])
            ? encoded
            : throw new ArgumentException($"'{name}' is no {name.Kind}", nameof(name));
    }

    private static byte[] Oid(string hex) => Der.Wrap(Der.ObjectIdentifier, Convert.FromHexString(hex));
}
