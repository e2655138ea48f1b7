using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Nonce, RFC 7296 section 3.9: Ni or Nr.</summary>
/// <param name="Data">16 to 256 octets; decoding refuses any other length.</param>
public sealed record NoncePayload(ReadOnlyMemory<byte> Data) : Payload
{
    public const int MinimumLength = 16;

    public const int MaximumLength = 256;

    public override PayloadType Type => PayloadType.Nonce;

    public override void WriteBody(ref WireWriter writer) => writer.WriteBytes(Data.Span);

    public bool Equals(NoncePayload? other) =>
        other is not null && base.Equals(other) && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => ValueEquality.Hash(Data);

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (body.Remaining is < MinimumLength or > MaximumLength)
            return body.Fail(DecodeFault.BadLength, out error);

        payload = new NoncePayload(body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
