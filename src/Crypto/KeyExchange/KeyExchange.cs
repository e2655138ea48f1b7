using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Crypto;

/// <summary>One side of an ephemeral Diffie-Hellman exchange: a fresh private key and its public value.</summary>
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
        return algorithm == KeyExchangeAlgorithm.X25519
            ? X25519KeyExchange.Generate(random)
            : OpenSslKeyExchange.Generate(KeyExchangeGroup.Of(algorithm));
    }

    /// <summary>In bytes: 32; two coordinates; or as many as the prime has.</summary>
    public static int PublicValueLength(KeyExchangeAlgorithm algorithm) =>
        algorithm == KeyExchangeAlgorithm.X25519
            ? X25519KeyExchange.Length
            : KeyExchangeGroup.Of(algorithm).PublicValueLength;

    /// <summary>The shared secret as IKE uses it: 32 bytes; x alone (RFC 5903 7); as long as the prime, padded on the
    /// left (RFC 7296 2.14). False if the peer's value has a wrong length, is not on the curve, is not between 1 and
    /// p-1, or leads to an all-zero secret (RFC 6989 2, RFC 7748 6.1).</summary>
    public bool TryAgree(ReadOnlySpan<byte> peerPublicValue, [NotNullWhen(true)] out SecretBytes? sharedSecret)
    {
        sharedSecret = null;
        if (peerPublicValue.Length != PublicValueLength(Algorithm))
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

    /// <summary>Fills the secret from a value of the right length; false if the value must be refused.</summary>
    private protected abstract bool Agree(ReadOnlySpan<byte> peerPublicValue, Span<byte> sharedSecret);

    private protected abstract void DisposeKey();
}
