using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// An AEAD: nonce is salt and IV; the associated data are SPI and sequence number as they stand in the packet, or with ESN
/// all 64 bits of it (RFC 4106 sections 4 and 5, RFC 7634 section 2).
/// </summary>
internal sealed class AeadCipher : EspCipher
{
    private const int ExtendedAssociatedDataLength = 12;

    private readonly Aead _aead;
    private readonly SecretBytes _nonce = new(Aead.NonceLength);

    /// <param name="keyMaterial">Key, then salt; of the algorithm's length.</param>
    public AeadCipher(EspAlgorithm algorithm, ReadOnlySpan<byte> keyMaterial, bool extendedSequenceNumbers)
        : base(algorithm, extendedSequenceNumbers)
    {
        _aead = Aead.Create(Primitive(algorithm.Encryption), keyMaterial[..^EspAlgorithms.SaltLength]);
        keyMaterial[^EspAlgorithms.SaltLength..].CopyTo(_nonce.Span);
    }

    /// <summary>It only has to be unique under one key, which the sequence number is (RFC 4106 section 3.1).</summary>
    public override void WriteIv(Span<byte> iv, ulong sequence) => BinaryPrimitives.WriteUInt64BigEndian(iv, sequence);

    public override void Seal(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[Layout.Headroom..^Layout.IcvLength];
        Span<byte> tag = packet[^Layout.IcvLength..];
        if (!IsExtended)
        {
            _aead.Seal(Nonce(packet), packet[..EspFormat.HeaderLength], data, tag);
            return;
        }

        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        WriteExtended(packet, sequenceHigh, associated);
        _aead.Seal(Nonce(packet), associated, data, tag);
    }

    public override bool TryOpen(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[Layout.Headroom..^Layout.IcvLength];
        ReadOnlySpan<byte> tag = packet[^Layout.IcvLength..];
        if (!IsExtended)
            return _aead.TryOpen(Nonce(packet), packet[..EspFormat.HeaderLength], data, tag);

        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        WriteExtended(packet, sequenceHigh, associated);
        return _aead.TryOpen(Nonce(packet), associated, data, tag);
    }

    public override void Dispose()
    {
        _aead.Dispose();
        _nonce.Dispose();
    }

    // Of known length, so that they are loads and stores, and no calls that copy.

    private ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> packet)
    {
        Span<byte> nonce = _nonce.Span;
        ulong iv = BinaryPrimitives.ReadUInt64BigEndian(packet[EspFormat.HeaderLength..]);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[EspAlgorithms.SaltLength..], iv);
        return nonce;
    }

    private static void WriteExtended(ReadOnlySpan<byte> packet, uint sequenceHigh, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, BinaryPrimitives.ReadUInt32BigEndian(packet));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], sequenceHigh);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
    }

    private static AeadAlgorithm Primitive(EspEncryption encryption) => encryption switch
    {
        EspEncryption.Aes128Gcm16 => AeadAlgorithm.Aes128Gcm,
        EspEncryption.Aes256Gcm16 => AeadAlgorithm.Aes256Gcm,
        EspEncryption.ChaCha20Poly1305 => AeadAlgorithm.ChaCha20Poly1305,
        _ => throw new ArgumentOutOfRangeException(nameof(encryption)),
    };
}
