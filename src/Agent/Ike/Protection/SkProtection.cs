using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Protection;

/// <summary>
/// One direction's protection of the Encrypted payload (RFC 7296 section 3.14): header, generic payload header, IV,
/// ciphertext that ends in padding and pad length, ICV.
/// </summary>
public abstract class SkProtection : IDisposable
{
    private const int GenericHeaderLength = 4;
    private const int MaximumMessageLength = 65_535;

    /// <summary>Builds a protection from SK_e (with its salt) and SK_a of one direction.</summary>
    public static SkProtection Create(IkeSuite suite, ReadOnlySpan<byte> skE, ReadOnlySpan<byte> skA, IRandom random) =>
        IntegrityAlgorithms.TryAlgorithm(suite.Integrity, out IntegrityAlgorithm integrity)
            ? new CbcHmacProtection(integrity, skE, skA, random)
            : new AeadProtection(suite, skE);

    protected abstract int IvLength { get; }

    protected abstract int IcvLength { get; }

    /// <summary>Ciphertext is a multiple of this many bytes.</summary>
    protected abstract int BlockLength { get; }

    /// <summary>
    /// A whole message with <paramref name="payloads"/> inside SK; next payload and length of the header are filled in.
    /// </summary>
    public byte[] Seal(IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        byte[] scratch = new byte[MaximumMessageLength];
        WireWriter inner = new(scratch);
        PayloadChain.Write(ref inner, payloads);

        int bodyStart = IkeHeader.Size + GenericHeaderLength;
        int padded = RoundUp(inner.Position + 1, BlockLength);
        int length = bodyStart + IvLength + padded + IcvLength;
        byte[] message = new byte[length];
        WireWriter writer = new(message);
        (header with { NextPayload = PayloadType.Encrypted, Length = (uint)length }).Write(ref writer);
        writer.WriteUInt8((byte)PayloadChain.FirstType(payloads));
        writer.WriteUInt8(0);
        writer.WriteUInt16((ushort)(length - IkeHeader.Size));

        Span<byte> plaintext = message.AsSpan(bodyStart + IvLength, padded);
        scratch.AsSpan(0, inner.Position).CopyTo(plaintext);
        plaintext[^1] = (byte)(padded - inner.Position - 1);
        SealBody(message, bodyStart);
        scratch.AsSpan(0, inner.Position).Clear();
        return message;
    }

    /// <summary>
    /// Verifies and decrypts a message that ends in an SK payload; <paramref name="plaintext"/> is the inner chain.
    /// False for anything that is too short, not authentic or wrongly padded.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> message, EncryptedPayload sk, out byte[] plaintext)
    {
        plaintext = [];
        int bodyStart = message.Length - sk.Body.Length;
        int cipherLength = sk.Body.Length - IvLength - IcvLength;
        if (bodyStart < IkeHeader.Size + GenericHeaderLength || cipherLength < BlockLength || cipherLength % BlockLength != 0)
            return false;
        byte[] copy = message.ToArray();
        if (!TryOpenBody(copy, bodyStart))
            return false;
        Span<byte> padded = copy.AsSpan(bodyStart + IvLength, cipherLength);
        int padding = padded[^1] + 1;
        if (padding > padded.Length)
            return false;
        plaintext = padded[..^padding].ToArray();
        return true;
    }

    public abstract void Dispose();

    /// <summary>Writes IV, encrypts in place and writes the ICV; the body runs from <paramref name="bodyStart"/> to the end.</summary>
    protected abstract void SealBody(Span<byte> message, int bodyStart);

    /// <summary>Verifies, then decrypts in place.</summary>
    protected abstract bool TryOpenBody(Span<byte> message, int bodyStart);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
