using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// Unpredictable IVs for CBC (RFC 3602 section 3) without a random source: the sequence number, encrypted under a key of
/// its own (NIST SP 800-38A appendix C, first method).
/// </summary>
/// <remarks>
/// The number never repeats under one key, and nobody without the key can tell the next block from a random one. The key is
/// not the packets' own: encrypting data and counters under the same key would allow somebody who chooses plaintexts to
/// look for an IV among the ciphertext blocks. It is derived with HMAC, as in NIST SP 800-108.
/// </remarks>
internal sealed class CbcIv : IDisposable
{
    private static readonly byte[] ZeroIv = new byte[AesCbc.BlockLength];

    private readonly AesCbc _cipher;

    /// <param name="encryptionKey">Of the packets; copied.</param>
    public CbcIv(ReadOnlySpan<byte> encryptionKey)
    {
        using SecretBytes derived = new(Hash.Length(HashAlgorithm.Sha256));
        using Hmac hmac = Hmac.Create(HashAlgorithm.Sha256, encryptionKey);
        hmac.Append("ESP CBC IV"u8);
        hmac.Finish(derived.Span);
        _cipher = AesCbc.Create(derived.Span[..AesCbc.BlockLength]);
    }

    public void Write(Span<byte> iv, ulong sequence)
    {
        iv.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(iv[^sizeof(ulong)..], sequence);
        _cipher.Encrypt(ZeroIv, iv); // one block: CBC with an IV of zero is the bare cipher
    }

    public void Dispose() => _cipher.Dispose();
}
