using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Key Exchange, RFC 7296 section 3.4.</summary>
/// <param name="Data">The public value; its length is not judged here.</param>
public sealed record KePayload(KeyExchangeMethod Method, ReadOnlyMemory<byte> Data) : Payload
{
    private const int ReservedSize = 2;

    public override PayloadType Type => PayloadType.KeyExchange;

    public override void WriteBody(ref WireWriter writer)
    {
        writer.WriteUInt16((ushort)Method);
        writer.WriteZeros(ReservedSize);
        writer.WriteBytes(Data.Span);
    }

    public bool Equals(KePayload? other) =>
        other is not null && base.Equals(other) && Method == other.Method && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Method, ValueEquality.Hash(Data));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt16(out var method) || !body.TryReadBytes(ReservedSize, out _))
            return body.Fail(DecodeFault.Truncated, out error);

        payload = new KePayload((KeyExchangeMethod)method, body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
