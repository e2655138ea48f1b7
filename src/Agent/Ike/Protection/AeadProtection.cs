using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Protection;

/// <summary>AEAD in the Encrypted payload (RFC 5282, RFC 7634): nonce = salt | IV, associated data = all before the IV.</summary>
public sealed class AeadProtection : SkProtection
{
    private readonly Aead _aead;
    private readonly SecretBytes _salt;
    private ulong _counter;

    public AeadProtection(IkeSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        _aead = Aead.Create(AlgorithmOf(suite), keyAndSalt[..^IkeSuite.SaltLength]);
        _salt = SecretBytes.CopyOf(keyAndSalt[^IkeSuite.SaltLength..]);
    }

    protected override int IvLength => 8;

    protected override int IcvLength => Aead.TagLength;

    protected override int BlockLength => 1;

    public override void Dispose()
    {
        _aead.Dispose();
        _salt.Dispose();
    }

    protected override void SealBody(Span<byte> message, int bodyStart)
    {
        // A counter never repeats under one key, which is all that RFC 5282 section 3.1 asks of the IV.
        BinaryPrimitives.WriteUInt64BigEndian(message[bodyStart..], _counter++);
        Span<byte> nonce = stackalloc byte[Aead.NonceLength];
        BuildNonce(message, bodyStart, nonce);
        _aead.Seal(nonce, message[..bodyStart], message[(bodyStart + IvLength)..^IcvLength], message[^IcvLength..]);
    }

    protected override bool TryOpenBody(Span<byte> message, int bodyStart)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceLength];
        BuildNonce(message, bodyStart, nonce);
        return _aead.TryOpen(
            nonce, message[..bodyStart], message[(bodyStart + IvLength)..^IcvLength], message[^IcvLength..]);
    }

    private void BuildNonce(ReadOnlySpan<byte> message, int bodyStart, Span<byte> nonce)
    {
        _salt.Span.CopyTo(nonce);
        message.Slice(bodyStart, IvLength).CopyTo(nonce[IkeSuite.SaltLength..]);
    }

    private static AeadAlgorithm AlgorithmOf(IkeSuite suite) => suite switch
    {
        { Encryption: EncryptionId.AesGcm16, KeyBits: 128 } => AeadAlgorithm.Aes128Gcm,
        { Encryption: EncryptionId.AesGcm16, KeyBits: 256 } => AeadAlgorithm.Aes256Gcm,
        { Encryption: EncryptionId.ChaCha20Poly1305 } => AeadAlgorithm.ChaCha20Poly1305,
        _ => throw new ArgumentException($"not an AEAD: {suite}", nameof(suite)),
    };
}
