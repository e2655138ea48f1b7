using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Esp;

namespace Holdfast.Tests.Esp.Support;

/// <summary>An ESP sender that shares no code with the one under test: .NET's ciphers, RFC 4303 by hand.</summary>
internal sealed class Oracle : IDisposable
{
    private readonly AesGcm? _gcm;
    private readonly ChaCha20Poly1305? _chaCha;
    private readonly Aes? _cbc;
    private readonly Aes? _iv;
    private readonly HMAC? _mac;
    private readonly byte[] _salt = [];
    private readonly EspAlgorithm _algorithm;
    private readonly uint _spi;
    private readonly bool _extended;

    public Oracle(EspAlgorithm algorithm, byte[] keyMaterial, uint spi, bool extended)
    {
        (_algorithm, _spi, _extended) = (algorithm, spi, extended);
        int keyLength = algorithm.Encryption is EspEncryption.Aes128Gcm16 or EspEncryption.Aes128Cbc ? 16 : 32;
        byte[] key = keyMaterial[..keyLength];
        if (algorithm.Integrity is { } integrity)
        {
            _cbc = WithKey(key);
            _iv = WithKey(HMACSHA256.HashData(key, "ESP CBC IV"u8)[..16]);
            _mac = Mac(integrity, keyMaterial[keyLength..]);
            return;
        }

        _salt = keyMaterial[keyLength..];
        if (algorithm.Encryption == EspEncryption.ChaCha20Poly1305)
            _chaCha = new ChaCha20Poly1305(key);
        else
            _gcm = new AesGcm(key, 16);
    }

    /// <summary>Bytes of IV, ICV and cipher block.</summary>
    public static (int Iv, int Icv, int Block) Lengths(EspAlgorithm algorithm) => algorithm.Integrity switch
    {
        null => (8, 16, 4),
        IntegrityAlgorithm.HmacSha1_96 => (16, 12, 16),
        IntegrityAlgorithm.HmacSha256_128 => (16, 16, 16),
        IntegrityAlgorithm.HmacSha384_192 => (16, 24, 16),
        _ => (16, 32, 16),
    };

    /// <summary>The shortest packet that can be authentic.</summary>
    public static int Shortest(EspAlgorithm algorithm)
    {
        (int iv, int icv, int block) = Lengths(algorithm);
        return 8 + iv + block + icv;
    }

    /// <summary>An authentic packet around any bytes; they must bring their trailer.</summary>
    public byte[] Seal(ulong sequence, ReadOnlySpan<byte> plaintext, ulong? iv = null)
    {
        byte[] header = [.. BigEndian(_spi), .. BigEndian((uint)sequence)];
        return _mac is null
            ? SealAead(header, sequence, iv ?? sequence, plaintext)
            : SealCbc(header, sequence, iv ?? sequence, plaintext);
    }

    /// <summary>An ordinary packet: padded, pad length and next header behind.</summary>
    public byte[] Carry(ulong sequence, byte[] inner, byte? nextHeader = null) => Seal(
        sequence,
        Padded(inner, nextHeader ?? (byte)(inner[0] >> 4 == 6 ? 41 : 4), Lengths(_algorithm).Block));

    public static byte[] Padded(byte[] payload, byte nextHeader, int block = 4)
    {
        byte[] padding = [];
        while ((payload.Length + padding.Length + 2) % block != 0)
            padding = [.. padding, (byte)(padding.Length + 1)];
        return [.. payload, .. padding, (byte)padding.Length, nextHeader];
    }

    public void Dispose()
    {
        _gcm?.Dispose();
        _chaCha?.Dispose();
        _cbc?.Dispose();
        _iv?.Dispose();
        _mac?.Dispose();
    }

    private byte[] SealAead(byte[] header, ulong sequence, ulong iv, ReadOnlySpan<byte> plaintext)
    {
        byte[] ivBytes = [.. BigEndian((uint)(iv >> 32)), .. BigEndian((uint)iv)];
        byte[] associated = [.. header[..4], .. High(sequence), .. header[4..]];
        byte[] nonce = [.. _salt, .. ivBytes];
        byte[] data = new byte[plaintext.Length];
        byte[] tag = new byte[16];
        _gcm?.Encrypt(nonce, plaintext, data, tag, associated);
        _chaCha?.Encrypt(nonce, plaintext, data, tag, associated);
        return [.. header, .. ivBytes, .. data, .. tag];
    }

    private byte[] SealCbc(byte[] header, ulong sequence, ulong iv, ReadOnlySpan<byte> plaintext)
    {
        byte[] counter = [.. new byte[8], .. BigEndian((uint)(iv >> 32)), .. BigEndian((uint)iv)];
        byte[] ivBytes = _iv!.EncryptEcb(counter, PaddingMode.None);
        byte[] data = _cbc!.EncryptCbc(plaintext, ivBytes, PaddingMode.None);
        byte[] packet = [.. header, .. ivBytes, .. data];
        byte[] mac = _mac!.ComputeHash([.. packet, .. High(sequence)]);
        return [.. packet, .. mac[..Lengths(_algorithm).Icv]];
    }

    private static Aes WithKey(byte[] key)
    {
        Aes aes = Aes.Create();
        aes.Key = key;
        return aes;
    }

    private static HMAC Mac(IntegrityAlgorithm integrity, byte[] key) => integrity switch
    {
        IntegrityAlgorithm.HmacSha1_96 => new HMACSHA1(key),
        IntegrityAlgorithm.HmacSha256_128 => new HMACSHA256(key),
        IntegrityAlgorithm.HmacSha384_192 => new HMACSHA384(key),
        _ => new HMACSHA512(key),
    };

    /// <summary>The half of the number that is authenticated but not sent; nothing without ESN.</summary>
    private byte[] High(ulong sequence) => _extended ? BigEndian((uint)(sequence >> 32)) : [];

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
