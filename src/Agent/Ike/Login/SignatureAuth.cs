using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto;
using Holdfast.Ike.Connecting;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// AUTH by a signature: the method that names its algorithm (RFC 7427), and those before it for RSA (RFC 7296 section 2.15)
/// and ECDSA (RFC 4754).
/// </summary>
public static class SignatureAuth
{
    private const int MostIdentifierOctets = 127;

    /// <summary>Null: the signature is right.</summary>
    public static string? Verify(PublicKey key, AuthPayload auth, ReadOnlySpan<byte> octets)
    {
        if (!TryRead(auth, key.Kind, out SignatureAlgorithm algorithm, out EcdsaFormat format, out ReadOnlySpan<byte> signature, out string? problem))
            return problem;
        if (!SignatureAlgorithms.Fits(algorithm, key.Kind))
            return $"the gateway signs by {algorithm}, which its key ({key.Kind}) is not for";
        return key.Verify(algorithm, octets, signature, format) ? null : "the gateway's signature is wrong";
    }

    /// <param name="theirs">SIGNATURE_HASH_ALGORITHMS of the gateway; empty: it only knows the methods before RFC 7427.</param>
    public static AuthPayload Sign(PrivateKey key, IReadOnlyList<ushort> theirs, ReadOnlySpan<byte> octets)
    {
        if (theirs.Count == 0)
            return SignOldWay(key, octets);
        SignatureAlgorithm algorithm = Choose(key.Kind, theirs);
        ReadOnlySpan<byte> identifier = SignatureAlgorithms.Identifier(algorithm);
        return new AuthPayload(
            AuthMethod.DigitalSignature, (byte[])[(byte)identifier.Length, .. identifier, .. key.Sign(algorithm, octets)]);
    }

    private static AuthPayload SignOldWay(PrivateKey key, ReadOnlySpan<byte> octets)
    {
        (AuthMethod method, SignatureAlgorithm algorithm) = key.Kind switch
        {
            KeyKind.P256 => (AuthMethod.EcdsaSha256P256, SignatureAlgorithm.EcdsaSha256),
            KeyKind.P384 => (AuthMethod.EcdsaSha384P384, SignatureAlgorithm.EcdsaSha384),
            KeyKind.P521 => (AuthMethod.EcdsaSha512P521, SignatureAlgorithm.EcdsaSha512),
            KeyKind.Rsa => (AuthMethod.RsaSignature, SignatureAlgorithm.RsaPkcs1Sha1),
            _ => (AuthMethod.DigitalSignature, default),
        };
        return method == AuthMethod.DigitalSignature
            ? Sign(key, [SignatureHashes.Sha256, SignatureHashes.Identity], octets)
            : new AuthPayload(method, key.Sign(algorithm, octets, EcdsaFormat.Fixed));
    }

    /// <summary>The strongest hash that the gateway takes and that is not longer than the key is worth; PSS for RSA (RFC 7427 section 4).</summary>
    private static SignatureAlgorithm Choose(KeyKind kind, IReadOnlyList<ushort> theirs)
    {
        (ushort Hash, SignatureAlgorithm Algorithm)[] usable = kind switch
        {
            KeyKind.Ed25519 => [(SignatureHashes.Identity, SignatureAlgorithm.Ed25519)],
            KeyKind.P256 => [(SignatureHashes.Sha256, SignatureAlgorithm.EcdsaSha256), .. Longer(kind)],
            KeyKind.P384 => [(SignatureHashes.Sha384, SignatureAlgorithm.EcdsaSha384), .. Longer(kind)],
            KeyKind.P521 => [(SignatureHashes.Sha512, SignatureAlgorithm.EcdsaSha512), .. Longer(kind)],
            _ =>
            [
                (SignatureHashes.Sha256, SignatureAlgorithm.RsaPssSha256), (SignatureHashes.Sha384, SignatureAlgorithm.RsaPssSha384),
                (SignatureHashes.Sha512, SignatureAlgorithm.RsaPssSha512),
            ],
        };
        return usable.FirstOrDefault(u => theirs.Contains(u.Hash), usable[0]).Algorithm;
    }

    private static (ushort Hash, SignatureAlgorithm Algorithm)[] Longer(KeyKind kind) => kind == KeyKind.P521
        ? []
        : [(SignatureHashes.Sha512, SignatureAlgorithm.EcdsaSha512), (SignatureHashes.Sha256, SignatureAlgorithm.EcdsaSha256)];

    private static bool TryRead(
        AuthPayload auth, KeyKind kind, out SignatureAlgorithm algorithm, out EcdsaFormat format,
        out ReadOnlySpan<byte> signature, [NotNullWhen(false)] out string? problem)
    {
        signature = auth.Data.Span;
        format = EcdsaFormat.Fixed;
        problem = null;
        (KeyKind Kind, SignatureAlgorithm Algorithm)? old = auth.Method switch
        {
            AuthMethod.RsaSignature => (KeyKind.Rsa, SignatureAlgorithm.RsaPkcs1Sha1),
            AuthMethod.EcdsaSha256P256 => (KeyKind.P256, SignatureAlgorithm.EcdsaSha256),
            AuthMethod.EcdsaSha384P384 => (KeyKind.P384, SignatureAlgorithm.EcdsaSha384),
            AuthMethod.EcdsaSha512P521 => (KeyKind.P521, SignatureAlgorithm.EcdsaSha512),
            _ => null,
        };
        algorithm = old?.Algorithm ?? default;
        if (old is { } known)
            problem = known.Kind == kind ? null : $"the gateway authenticates by method {(int)auth.Method}, which its key ({kind}) is not for";
        else if (auth.Method != AuthMethod.DigitalSignature)
            problem = $"the gateway authenticates by method {(int)auth.Method}, not by a certificate";
        else
            problem = ReadAlgorithm(ref signature, ref format, out algorithm);
        return problem is null;
    }

    /// <summary>A length, an AlgorithmIdentifier and the signature (RFC 7427 section 3). SHA-1 was not offered and is not known here.</summary>
    private static string? ReadAlgorithm(ref ReadOnlySpan<byte> data, ref EcdsaFormat format, out SignatureAlgorithm algorithm)
    {
        algorithm = default;
        format = EcdsaFormat.Der;
        int length = data.IsEmpty ? 0 : data[0];
        if (length is 0 or > MostIdentifierOctets || data.Length < 1 + length)
            return "the gateway's AUTH names no algorithm";
        bool isKnown = SignatureAlgorithms.TryDecode(data.Slice(1, length), out algorithm);
        data = data[(1 + length)..];
        return isKnown ? null : "the gateway signs by an algorithm that was not offered";
    }
}
