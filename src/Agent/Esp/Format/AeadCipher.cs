using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// An AEAD: nonce is salt and IV; the associated data are SPI and sequence number as they stand in the packet, or with ESN
/// all 64 bits of it (RFC 4106 sections 4 and 5, RFC 7634 section 2).
/// </summary>
internal sealed class AeadCipher : EspCipher
{
    private const int ExtendedAssociatedDataLength = 12;

    /// <summary>Header and IV, as the layout of every AEAD has them.</summary>
    private const int Headroom = EspFormat.HeaderLength + EspLayout.AeadIvLength;

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
        Span<byte> data = packet[Headroom..^Aead.TagLength];
        Span<byte> tag = packet[^Aead.TagLength..];
        ReadOnlySpan<byte> front = packet[..Headroom];
        if (!IsExtended)
        {
            _aead.Seal(Nonce(front), front[..EspFormat.HeaderLength], data, tag);
            return;
        }

        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        WriteExtended(front, sequenceHigh, associated);
        _aead.Seal(Nonce(front), associated, data, tag);
    }

    public override bool TryOpen(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[Headroom..^Aead.TagLength];
        ReadOnlySpan<byte> tag = packet[^Aead.TagLength..];
        ReadOnlySpan<byte> front = packet[..Headroom];
        if (!IsExtended)
            return _aead.TryOpen(Nonce(front), front[..EspFormat.HeaderLength], data, tag);

        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        WriteExtended(front, sequenceHigh, associated);
        return _aead.TryOpen(Nonce(front), associated, data, tag);
    }

    public override void Dispose()
    {
        _aead.Dispose();
        _nonce.Dispose();
    }

    // Of known length, so that they are loads and stores, and no calls that copy.

    /// <param name="front">Header and IV.</param>
    private ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> front)
    {
        Span<byte> nonce = _nonce.Span;
        MemoryMarshal.Write(nonce[EspAlgorithms.SaltLength..], MemoryMarshal.Read<ulong>(front[EspFormat.HeaderLength..]));
        return nonce;
    }

    private static void WriteExtended(ReadOnlySpan<byte> front, uint sequenceHigh, Span<byte> destination)
    {
        MemoryMarshal.Write(destination, MemoryMarshal.Read<uint>(front));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], sequenceHigh);
        MemoryMarshal.Write(destination[8..], MemoryMarshal.Read<uint>(front[4..]));
    }

    private static AeadAlgorithm Primitive(EspEncryption encryption) => encryption switch
    {
        EspEncryption.Aes128Gcm16 => AeadAlgorithm.Aes128Gcm,
        EspEncryption.Aes256Gcm16 => AeadAlgorithm.Aes256Gcm,
        EspEncryption.ChaCha20Poly1305 => AeadAlgorithm.ChaCha20Poly1305,
        _ => throw new ArgumentOutOfRangeException(nameof(encryption)),
    };
}
