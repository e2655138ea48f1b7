using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Crypto;

/// <summary>
/// The side that begins an ephemeral key exchange: a fresh private key and its public value. With Diffie-Hellman the other
/// side has the like; with ML-KEM it answers the public value (<see cref="TryAnswer"/>) and has no key of its own.
/// </summary>
public abstract class KeyExchange : IDisposable
{
    private readonly byte[] _publicValue;

    private protected KeyExchange(KeyExchangeAlgorithm algorithm, byte[] publicValue)
    {
        Algorithm = algorithm;
        _publicValue = publicValue;
    }

    public KeyExchangeAlgorithm Algorithm { get; }

    /// <summary>As a KE payload carries it: u (RFC 8031), x|y (RFC 5903), or the number padded on the left (RFC 7296
    /// 3.4).</summary>
    public ReadOnlySpan<byte> PublicValue => _publicValue;

    /// <summary>A fresh key. X25519 draws it from the random source; the others from OpenSSL's generator.</summary>
    public static KeyExchange Create(KeyExchangeAlgorithm algorithm, IRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (algorithm == KeyExchangeAlgorithm.X25519)
            return X25519KeyExchange.Generate(random);
        return MlKemParameters.TryOf(algorithm) is { } kem
            ? MlKemKeyExchange.Generate(kem)
            : OpenSslKeyExchange.Generate(KeyExchangeGroup.Of(algorithm));
    }

    /// <summary>In bytes: 32; two coordinates; as many as the prime has; or an encapsulation key.</summary>
    public static int PublicValueLength(KeyExchangeAlgorithm algorithm)
    {
        if (algorithm == KeyExchangeAlgorithm.X25519)
            return X25519KeyExchange.Length;
        return MlKemParameters.TryOf(algorithm)?.PublicValueLength ?? KeyExchangeGroup.Of(algorithm).PublicValueLength;
    }

    /// <summary>
    /// The side that answers, in one step: its public value, with ML-KEM a ciphertext, and the shared secret. False as in
    /// <see cref="TryAgree"/>, and if an encapsulation key has a coefficient that is not reduced (FIPS 203 section 7.2).
    /// </summary>
    public static bool TryAnswer(
        KeyExchangeAlgorithm algorithm, IRandom random, ReadOnlySpan<byte> peerPublicValue,
        out byte[] publicValue, [NotNullWhen(true)] out SecretBytes? sharedSecret)
    {
        if (MlKemParameters.TryOf(algorithm) is { } kem)
            return MlKemKeyExchange.TryAnswer(kem, peerPublicValue, out publicValue, out sharedSecret);
        using KeyExchange ours = Create(algorithm, random);
        publicValue = ours.PublicValue.ToArray();
        return ours.TryAgree(peerPublicValue, out sharedSecret);
    }

    /// <summary>The shared secret as IKE uses it: 32 bytes; x alone (RFC 5903 7); as long as the prime, padded on the
    /// left (RFC 7296 2.14). False if the peer's value has a wrong length, is not on the curve, is not between 1 and
    /// p-1, or leads to an all-zero secret (RFC 6989 2, RFC 7748 6.1). A ciphertext of ML-KEM that was not made for this
    /// key leads to a secret that nobody else has (FIPS 203 section 6.3).</summary>
    public bool TryAgree(ReadOnlySpan<byte> peerPublicValue, [NotNullWhen(true)] out SecretBytes? sharedSecret)
    {
        sharedSecret = null;
        if (peerPublicValue.Length != PeerValueLength)
            return false;
        var secret = new SecretBytes(SharedSecretLength);
        try
        {
            if (Agree(peerPublicValue, secret.Span))
                sharedSecret = secret;
            return sharedSecret is not null;
        }
        finally
        {
            if (sharedSecret is null)
                secret.Dispose();
        }
    }

    public void Dispose()
    {
        DisposeKey();
        GC.SuppressFinalize(this);
    }

    private protected abstract int SharedSecretLength { get; }

    /// <summary>Of what the other side answers with.</summary>
    private protected virtual int PeerValueLength => PublicValueLength(Algorithm);

    /// <summary>Fills the secret from a value of the right length; false if the value must be refused.</summary>
    private protected abstract bool Agree(ReadOnlySpan<byte> peerPublicValue, Span<byte> sharedSecret);

    private protected abstract void DisposeKey();
}
