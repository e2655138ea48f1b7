using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// The AEAD of one direction over whole ESP packets: nonce is salt and IV; the associated data are SPI and sequence
/// number as they stand in the packet, or with ESN all 64 bits of it (RFC 4106 sections 4 and 5, RFC 7634 section 2).
/// </summary>
public sealed class EspCipher : IDisposable
{
    private const int ExtendedAssociatedDataLength = 12;

    private readonly Aead _aead;
    private readonly SecretBytes _nonce = new(Aead.NonceLength);
    private readonly bool _extended;

    /// <summary>Copies the key material; the caller's stays the caller's.</summary>
    /// <exception cref="ArgumentException">The key material is not as long as the algorithm's.</exception>
    public EspCipher(EspAlgorithm algorithm, ReadOnlySpan<byte> keyMaterial, bool extendedSequenceNumbers)
    {
        if (keyMaterial.Length != EspAlgorithms.KeyMaterialLength(algorithm))
            throw new ArgumentException($"{algorithm} does not take {keyMaterial.Length} bytes.", nameof(keyMaterial));

        _aead = Aead.Create(EspAlgorithms.Primitive(algorithm), keyMaterial[..^EspAlgorithms.SaltLength]);
        keyMaterial[^EspAlgorithms.SaltLength..].CopyTo(_nonce.Span);
        _extended = extendedSequenceNumbers;
    }

    /// <summary>Encrypts in place what lies between IV and ICV, and writes the ICV.</summary>
    /// <param name="packet">Header and IV are written; the last 16 bytes are for the ICV.</param>
    /// <param name="sequenceHigh">The half of the sequence number that no packet shows; unused without ESN.</param>
    public void Seal(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[EspFormat.Headroom..^EspFormat.IcvLength];
        ReadOnlySpan<byte> nonce = Nonce(packet);
        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        associated = WriteAssociatedData(packet, sequenceHigh, associated);
        _aead.Seal(nonce, associated, data, packet[^EspFormat.IcvLength..]);
    }

    /// <summary>Verifies and decrypts in place; false when the packet is not authentic.</summary>
    /// <param name="packet">At least <see cref="EspFormat.MinimumLength"/> bytes.</param>
    /// <param name="sequenceHigh">See <see cref="Seal"/>.</param>
    public bool TryOpen(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[EspFormat.Headroom..^EspFormat.IcvLength];
        ReadOnlySpan<byte> nonce = Nonce(packet);
        Span<byte> associated = stackalloc byte[ExtendedAssociatedDataLength];
        associated = WriteAssociatedData(packet, sequenceHigh, associated);
        return _aead.TryOpen(nonce, associated, data, packet[^EspFormat.IcvLength..]);
    }

    public void Dispose()
    {
        _aead.Dispose();
        _nonce.Dispose();
    }

    private ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> packet)
    {
        Span<byte> nonce = _nonce.Span;
        packet.Slice(EspFormat.HeaderLength, EspFormat.IvLength).CopyTo(nonce[EspAlgorithms.SaltLength..]);
        return nonce;
    }

    private Span<byte> WriteAssociatedData(ReadOnlySpan<byte> packet, uint sequenceHigh, Span<byte> destination)
    {
        ReadOnlySpan<byte> header = packet[..EspFormat.HeaderLength];
        if (!_extended)
        {
            header.CopyTo(destination);
            return destination[..EspFormat.HeaderLength];
        }

        header[..4].CopyTo(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], sequenceHigh);
        header[4..].CopyTo(destination[8..]);
        return destination;
    }
}
