using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Protection;

/// <summary>
/// One direction's protection of the Encrypted payload (RFC 7296 section 3.14) and of the Encrypted Fragment payload
/// (RFC 7383 section 2.5): header, generic payload header, in a fragment its number and the total, IV, ciphertext that ends
/// in padding and pad length, ICV.
/// </summary>
public abstract class SkProtection : IDisposable
{
    private const int GenericHeaderLength = 4;
    private const int FragmentHeaderLength = 4;
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

    /// <summary>The inner chain of payloads, in clear.</summary>
    public static byte[] Encode(IReadOnlyList<Payload> payloads)
    {
        byte[] scratch = new byte[MaximumMessageLength];
        WireWriter inner = new(scratch);
        PayloadChain.Write(ref inner, payloads);
        byte[] encoded = inner.Written.ToArray();
        inner.Written.Clear();
        return encoded;
    }

    /// <summary>Bytes of a message whose SK payload holds <paramref name="innerLength"/> bytes.</summary>
    public int SealedLength(int innerLength) =>
        IkeHeader.Size + GenericHeaderLength + IvLength + RoundUp(innerLength + 1, BlockLength) + IcvLength;

    /// <summary>Inner bytes that a fragment of at most <paramref name="messageLength"/> bytes holds.</summary>
    public int FragmentCapacity(int messageLength)
    {
        int around = IkeHeader.Size + GenericHeaderLength + FragmentHeaderLength + IvLength + IcvLength;
        return ((messageLength - around) / BlockLength * BlockLength) - 1;
    }

    /// <summary>
    /// A whole message with <paramref name="payloads"/> inside SK; next payload and length of the header are filled in.
    /// </summary>
    public byte[] Seal(IkeHeader header, IReadOnlyList<Payload> payloads) =>
        Seal(header, PayloadChain.FirstType(payloads), Encode(payloads));

    /// <summary>The same with an inner chain that is encoded already.</summary>
    public byte[] Seal(IkeHeader header, PayloadType firstInner, ReadOnlySpan<byte> inner) =>
        Seal(header with { NextPayload = PayloadType.Encrypted }, firstInner, [], inner);

    /// <summary>A message with one fragment inside SKF; <paramref name="number"/> runs from 1.</summary>
    public byte[] SealFragment(
        IkeHeader header, PayloadType firstInner, ushort number, ushort total, ReadOnlySpan<byte> content)
    {
        Span<byte> position = stackalloc byte[FragmentHeaderLength];
        WireWriter writer = new(position);
        writer.WriteUInt16(number);
        writer.WriteUInt16(total);
        return Seal(header with { NextPayload = PayloadType.EncryptedFragment }, firstInner, position, content);
    }

    /// <summary>
    /// Verifies and decrypts a message that ends in an SK payload; <paramref name="plaintext"/> is the inner chain.
    /// False for anything that is too short, not authentic or wrongly padded.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> message, EncryptedPayload sk, out byte[] plaintext) =>
        TryOpen(message, sk.Body.Length, out plaintext);

    /// <summary>The same for a message that ends in an SKF payload; <paramref name="plaintext"/> is a piece of the chain.</summary>
    public bool TryOpen(ReadOnlySpan<byte> message, EncryptedFragmentPayload skf, out byte[] plaintext) =>
        TryOpen(message, skf.Body.Length, out plaintext);

    public abstract void Dispose();

    /// <summary>Writes IV, encrypts in place and writes the ICV; the body runs from <paramref name="bodyStart"/> to the end.</summary>
    protected abstract void SealBody(Span<byte> message, int bodyStart);

    /// <summary>Verifies, then decrypts in place.</summary>
    protected abstract bool TryOpenBody(Span<byte> message, int bodyStart);

    private byte[] Seal(IkeHeader header, PayloadType firstInner, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> content)
    {
        int bodyStart = IkeHeader.Size + GenericHeaderLength + prefix.Length;
        int padded = RoundUp(content.Length + 1, BlockLength);
        int length = bodyStart + IvLength + padded + IcvLength;
        byte[] message = new byte[length];
        WireWriter writer = new(message);
        (header with { Length = (uint)length }).Write(ref writer);
        writer.WriteUInt8((byte)firstInner);
        writer.WriteUInt8(0);
        writer.WriteUInt16((ushort)(length - IkeHeader.Size));
        writer.WriteBytes(prefix);

        Span<byte> plaintext = message.AsSpan(bodyStart + IvLength, padded);
        content.CopyTo(plaintext);
        plaintext[^1] = (byte)(padded - content.Length - 1);
        SealBody(message, bodyStart);
        return message;
    }

    private bool TryOpen(ReadOnlySpan<byte> message, int bodyLength, out byte[] plaintext)
    {
        plaintext = [];
        int bodyStart = message.Length - bodyLength;
        int cipherLength = bodyLength - IvLength - IcvLength;
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

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
