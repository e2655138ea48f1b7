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

    /// <summary>Whether a key can sign what the gateway takes.</summary>
    /// <param name="theirs">SIGNATURE_HASH_ALGORITHMS of the gateway; empty: it only knows the methods before RFC 7427.</param>
    public static bool CanSign(KeyKind kind, IReadOnlyList<ushort> theirs) => Choose(kind, theirs) is not null || Old(kind) is not null;

    /// <param name="methods">What the gateway announces to take of it (RFC 9593); where nothing of that fits, it is tried all the same.</param>
    /// <exception cref="ArgumentException">It can't sign so.</exception>
    public static AuthPayload Sign(
        PrivateKey key, IReadOnlyList<ushort> theirs, ReadOnlySpan<byte> octets, AnnouncedMethods? methods = null)
    {
        bool wantsOld = methods is not null && Old(key.Kind) is { } before && methods.Takes(before.Method) && Choose(key.Kind, theirs, methods) is null;
        if (!wantsOld && (Choose(key.Kind, theirs, methods) ?? Choose(key.Kind, theirs)) is { } algorithm)
        {
            ReadOnlySpan<byte> identifier = SignatureAlgorithms.Identifier(algorithm);
            return new AuthPayload(
                AuthMethod.DigitalSignature, (byte[])[(byte)identifier.Length, .. identifier, .. key.Sign(algorithm, octets)]);
        }

        return Old(key.Kind) is { } old
            ? new AuthPayload(old.Method, key.Sign(old.Algorithm, octets, EcdsaFormat.Fixed))
            : throw new ArgumentException($"the gateway takes no signature by {key.Kind}", nameof(key));
    }

    /// <summary>The first that the gateway announced (RFC 7427 section 4); PSS for RSA. Null: none, and method 14 must not be used.</summary>
    private static SignatureAlgorithm? Choose(KeyKind kind, IReadOnlyList<ushort> theirs, AnnouncedMethods? methods = null)
    {
        foreach ((ushort hash, SignatureAlgorithm algorithm) in Preferred(kind))
        {
            if (theirs.Contains(hash) && (methods is null || methods.Takes(algorithm)))
                return algorithm;
        }

        return null;
    }

    /// <summary>A hash that is as long as the key is worth first.</summary>
    private static (ushort Hash, SignatureAlgorithm Algorithm)[] Preferred(KeyKind kind)
    {
        (ushort Hash, SignatureAlgorithm Algorithm) sha256 = (SignatureHashes.Sha256, SignatureAlgorithm.EcdsaSha256),
            sha384 = (SignatureHashes.Sha384, SignatureAlgorithm.EcdsaSha384), sha512 = (SignatureHashes.Sha512, SignatureAlgorithm.EcdsaSha512);
        return kind switch
        {
            KeyKind.Ed25519 => [(SignatureHashes.Identity, SignatureAlgorithm.Ed25519)],
            KeyKind.P256 => [sha256, sha384, sha512],
            KeyKind.P384 => [sha384, sha512, sha256],
            KeyKind.P521 => [sha512, sha384, sha256],
            _ =>
            [
                (SignatureHashes.Sha256, SignatureAlgorithm.RsaPssSha256), (SignatureHashes.Sha384, SignatureAlgorithm.RsaPssSha384),
                (SignatureHashes.Sha512, SignatureAlgorithm.RsaPssSha512),
            ],
        };
    }

    /// <summary>The method of before RFC 7427 for a key; null: it has none.</summary>
    private static (AuthMethod Method, SignatureAlgorithm Algorithm)? Old(KeyKind kind) => kind switch
    {
        KeyKind.P256 => (AuthMethod.EcdsaSha256P256, SignatureAlgorithm.EcdsaSha256),
        KeyKind.P384 => (AuthMethod.EcdsaSha384P384, SignatureAlgorithm.EcdsaSha384),
        KeyKind.P521 => (AuthMethod.EcdsaSha512P521, SignatureAlgorithm.EcdsaSha512),
        KeyKind.Rsa => (AuthMethod.RsaSignature, SignatureAlgorithm.RsaPkcs1Sha1),
        _ => null,
    };

    private static bool TryRead(
        AuthPayload auth, KeyKind kind, out SignatureAlgorithm algorithm, out EcdsaFormat format,
        out ReadOnlySpan<byte> signature, [NotNullWhen(false)] out string? problem)
    {
        signature = auth.Data.Span;
        format = EcdsaFormat.Fixed;
        problem = null;
        bool isOld = auth.Method is AuthMethod.RsaSignature
            or AuthMethod.EcdsaSha256P256 or AuthMethod.EcdsaSha384P384 or AuthMethod.EcdsaSha512P521;
        var old = Old(kind);
        algorithm = old?.Algorithm ?? default;
        if (isOld)
            problem = old?.Method == auth.Method ? null : $"the gateway authenticates by method {(int)auth.Method}, which its key ({kind}) is not for";
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
