using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Esp;

namespace Holdfast.Tests.Esp.Support;

/// <summary>An ESP sender that shares no code with the one under test: .NET's AEAD classes, RFC 4303 by hand.</summary>
internal sealed class Oracle : IDisposable
{
    private readonly AesGcm? _gcm;
    private readonly ChaCha20Poly1305? _chaCha;
    private readonly byte[] _salt;
    private readonly uint _spi;
    private readonly bool _extended;

    public Oracle(EspAlgorithm algorithm, byte[] keyMaterial, uint spi, bool extended)
    {
        byte[] key = keyMaterial[..^4];
        _salt = keyMaterial[^4..];
        _spi = spi;
        _extended = extended;
        if (algorithm == EspAlgorithm.ChaCha20Poly1305)
            _chaCha = new ChaCha20Poly1305(key);
        else
            _gcm = new AesGcm(key, 16);
    }

    /// <summary>An authentic packet around any bytes; they must bring their trailer.</summary>
    public byte[] Seal(ulong sequence, ReadOnlySpan<byte> plaintext, ulong? iv = null)
    {
        byte[] packet = new byte[16 + plaintext.Length + 16];
        BinaryPrimitives.WriteUInt32BigEndian(packet, _spi);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(8), iv ?? sequence);

        byte[] associated = [.. packet[..4], .. _extended ? High(sequence) : [], .. packet[4..8]];
        byte[] nonce = [.. _salt, .. packet[8..16]];
        Span<byte> data = packet.AsSpan(16, plaintext.Length);
        Span<byte> tag = packet.AsSpan(16 + plaintext.Length);
        _gcm?.Encrypt(nonce, plaintext, data, tag, associated);
        _chaCha?.Encrypt(nonce, plaintext, data, tag, associated);
        return packet;
    }

    /// <summary>An ordinary packet: padded, pad length and next header behind.</summary>
    public byte[] Carry(ulong sequence, byte[] inner, byte? nextHeader = null) =>
        Seal(sequence, Padded(inner, nextHeader ?? (byte)(inner[0] >> 4 == 6 ? 41 : 4)));

    public static byte[] Padded(byte[] payload, byte nextHeader)
    {
        byte[] padding = ((payload.Length + 2) % 4) switch { 1 => [1, 2, 3], 2 => [1, 2], 3 => [1], _ => [] };
        return [.. payload, .. padding, (byte)padding.Length, nextHeader];
    }

    public void Dispose()
    {
        _gcm?.Dispose();
        _chaCha?.Dispose();
    }

    private static byte[] High(ulong sequence)
    {
        byte[] high = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(high, (uint)(sequence >> 32));
        return high;
    }
}
