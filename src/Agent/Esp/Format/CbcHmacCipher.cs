using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// AES-CBC (RFC 3602), then HMAC over header, IV and ciphertext (RFC 2404, RFC 4868), with ESN over the high half of the
/// sequence number too, which follows them (RFC 4303 section 2.2.1). Nothing is decrypted before the ICV has proved right.
/// </summary>
internal sealed class CbcHmacCipher : EspCipher
{
    private readonly AesCbc _cipher;
    private readonly Integrity _integrity;
    private readonly CbcIv _iv;

    /// <param name="keyMaterial">Encryption key, then integrity key (RFC 7296 section 2.17); of the right length.</param>
    public CbcHmacCipher(
        EspAlgorithm algorithm, IntegrityAlgorithm integrity, ReadOnlySpan<byte> keyMaterial, bool extendedSequenceNumbers)
        : base(algorithm, extendedSequenceNumbers)
    {
        int keyLength = EspAlgorithms.EncryptionKeyLength(algorithm.Encryption);
        _cipher = AesCbc.Create(keyMaterial[..keyLength]);
        _iv = new CbcIv(keyMaterial[..keyLength]);
        _integrity = Integrity.Create(integrity, keyMaterial[keyLength..]);
    }

    public override void WriteIv(Span<byte> iv, ulong sequence) => _iv.Write(iv, sequence);

    public override void Seal(Span<byte> packet, uint sequenceHigh)
    {
        _cipher.Encrypt(Iv(packet), packet[Layout.Headroom..^Layout.IcvLength]);
        Authenticate(packet, sequenceHigh);
        _integrity.Finish(packet[^Layout.IcvLength..]);
    }

    public override bool TryOpen(Span<byte> packet, uint sequenceHigh)
    {
        Span<byte> data = packet[Layout.Headroom..^Layout.IcvLength];
        if (data.Length % AesCbc.BlockLength != 0)
            return false;
        Authenticate(packet, sequenceHigh);
        if (!_integrity.Verify(packet[^Layout.IcvLength..]))
            return false;
        _cipher.Decrypt(Iv(packet), data);
        return true;
    }

    public override void Dispose()
    {
        _cipher.Dispose();
        _integrity.Dispose();
        _iv.Dispose();
    }

    private ReadOnlySpan<byte> Iv(ReadOnlySpan<byte> packet) => packet[EspFormat.HeaderLength..Layout.Headroom];

    private void Authenticate(ReadOnlySpan<byte> packet, uint sequenceHigh)
    {
        _integrity.Append(packet[..^Layout.IcvLength]);
        if (!IsExtended)
            return;
        Span<byte> high = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(high, sequenceHigh);
        _integrity.Append(high);
    }
}
