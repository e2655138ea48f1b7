using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>
/// The payloads of a message, or of an opened Encrypted payload, each headed by the generic payload header of RFC 7296
/// section 3.2. Which payload may stand where is not judged here.
/// </summary>
public static class PayloadChain
{
    /// <summary>Octets of the generic payload header.</summary>
    public const int HeaderSize = 4;

    private const byte CriticalBit = 0x80;

    /// <summary>Reads exactly <paramref name="bytes"/>. Nothing may follow an SK or SKF payload.</summary>
    /// <param name="first">Type of the first payload, from whatever precedes the chain.</param>
    /// <param name="error">Its offset counts from the start of <paramref name="bytes"/>.</param>
    public static bool TryDecode(
        PayloadType first,
        ReadOnlySpan<byte> bytes,
        out IReadOnlyList<Payload> payloads,
        out DecodeError error)
    {
        payloads = [];
        var decoded = new List<Payload>();
        var reader = new WireReader(bytes);
        for (var type = first; type != PayloadType.None;)
        {
            if (!TryDecodeOne(ref reader, type, decoded.Count, out var payload, out var next, out error))
            {
                error = error with { Payload = type };
                return false;
            }

            decoded.Add(payload);
            type = EndsChain(type) ? PayloadType.None : next;
        }

        if (!reader.IsEnd)
            return reader.Fail(DecodeFault.TrailingBytes, out error);

        payloads = decoded;
        error = default;
        return true;
    }

    /// <summary>Writes all payloads with their headers.</summary>
    /// <exception cref="ArgumentException">No room, a body too long, or SK or SKF before the end.</exception>
    public static void Write(ref WireWriter writer, IReadOnlyList<Payload> payloads)
    {
        for (var i = 0; i < payloads.Count; i++)
        {
            var payload = payloads[i];
            var isLast = i == payloads.Count - 1;
            if (!isLast && EndsChain(payload.Type))
                throw new ArgumentException("Nothing may follow an Encrypted payload.", nameof(payloads));

            writer.WriteUInt8((byte)(isLast ? payload.NextWhenLast : payloads[i + 1].Type));
            writer.WriteUInt8(payload.Critical ? CriticalBit : (byte)0);
            var length = writer.BeginLength16(HeaderSize);
            payload.WriteBody(ref writer);
            writer.EndLength16(length);
        }
    }

    /// <summary>What announces these payloads in the header before them.</summary>
    public static PayloadType FirstType(IReadOnlyList<Payload> payloads) =>
        payloads.Count == 0 ? PayloadType.None : payloads[0].Type;

    private static bool EndsChain(PayloadType type) =>
        type is PayloadType.Encrypted or PayloadType.EncryptedFragment;

    private static bool TryDecodeOne(
        ref WireReader reader,
        PayloadType type,
        int index,
        [NotNullWhen(true)] out Payload? payload,
        out PayloadType next,
        out DecodeError error)
    {
        payload = null;
        next = PayloadType.None;
        if (index == WireLimits.Payloads)
            return reader.Fail(DecodeFault.TooMany, out error);
        if (!reader.TryReadSub(HeaderSize, out var header))
            return reader.Fail(DecodeFault.Truncated, out error);

        header.TryReadUInt8(out var nextType);
        header.TryReadUInt8(out var flags);
        var atLength = header;
        header.TryReadUInt16(out var length);
        next = (PayloadType)nextType;
        if (length < HeaderSize)
            return atLength.Fail(DecodeFault.BadLength, out error);
        if (!reader.TryReadSub(length - HeaderSize, out var body))
            return atLength.Fail(DecodeFault.Truncated, out error);
        if (!PayloadBody.TryDecode(type, next, ref body, out payload, out error))
            return false;
        if (!body.IsEnd)
            return body.Fail(DecodeFault.TrailingBytes, out error);

        if ((flags & CriticalBit) != 0)
            payload = payload with { Critical = true };
        return true;
    }
}
