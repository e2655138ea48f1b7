using System.Buffers.Binary;

namespace Holdfast.Wire;

/// <summary>The fixed header of each IKE message, RFC 7296 section 3.1. The version is not judged here.</summary>
/// <param name="InitiatorSpi">SPI of the original initiator of the IKE SA.</param>
/// <param name="ResponderSpi">SPI of the original responder; 0 in the first message.</param>
/// <param name="Length">Octets of the whole message.</param>
public readonly record struct IkeHeader(
    ulong InitiatorSpi,
    ulong ResponderSpi,
    PayloadType NextPayload,
    byte MajorVersion,
    byte MinorVersion,
    ExchangeType ExchangeType,
    HeaderFlags Flags,
    uint MessageId,
    uint Length)
{
    public const int Size = 28;

    /// <summary>The major version that RFC 7296 describes.</summary>
    public const byte Version2 = 2;

    private const int LengthOffset = 24;
    private const HeaderFlags KnownFlags = HeaderFlags.Initiator | HeaderFlags.Version | HeaderFlags.Response;

    public bool IsResponse => (Flags & HeaderFlags.Response) != 0;

    public bool FromInitiator => (Flags & HeaderFlags.Initiator) != 0;

    /// <summary>Reads the header of a datagram without non-ESP marker. Its length must be the datagram's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out IkeHeader header, out DecodeError error)
    {
        header = default;
        var reader = new WireReader(datagram);
        if (!reader.TryReadSub(Size, out var fields))
            return reader.Fail(DecodeFault.Truncated, out error);

        fields.TryReadUInt64(out var initiatorSpi);
        fields.TryReadUInt64(out var responderSpi);
        fields.TryReadUInt8(out var next);
        fields.TryReadUInt8(out var version);
        fields.TryReadUInt8(out var exchange);
        fields.TryReadUInt8(out var flags);
        fields.TryReadUInt32(out var messageId);
        fields.TryReadUInt32(out var length);
        if (length != datagram.Length)
        {
            error = new DecodeError(DecodeFault.BadLength, LengthOffset, PayloadType.None);
            return false;
        }

        header = new IkeHeader(
            initiatorSpi,
            responderSpi,
            (PayloadType)next,
            (byte)(version >> 4),
            (byte)(version & 0x0F),
            (ExchangeType)exchange,
            (HeaderFlags)flags & KnownFlags,
            messageId,
            length);
        error = default;
        return true;
    }

    /// <summary>Fills in the length of a message that was begun with a header of any length.</summary>
    /// <exception cref="ArgumentException"><paramref name="message"/> is shorter than a header.</exception>
    public static void SetLength(Span<byte> message)
    {
        if (message.Length < Size)
            throw new ArgumentException("Shorter than an IKE header.", nameof(message));

        BinaryPrimitives.WriteUInt32BigEndian(message[LengthOffset..], (uint)message.Length);
    }

    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt64(InitiatorSpi);
        writer.WriteUInt64(ResponderSpi);
        writer.WriteUInt8((byte)NextPayload);
        writer.WriteUInt8((byte)(MajorVersion << 4 | MinorVersion & 0x0F));
        writer.WriteUInt8((byte)ExchangeType);
        writer.WriteUInt8((byte)(Flags & KnownFlags));
        writer.WriteUInt32(MessageId);
        writer.WriteUInt32(Length);
    }
}
