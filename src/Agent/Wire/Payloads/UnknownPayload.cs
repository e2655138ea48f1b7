namespace Holdfast.Wire;

/// <summary>
/// A payload of a type that is not decoded. If it is critical, the message is to be refused with
/// UNSUPPORTED_CRITICAL_PAYLOAD (RFC 7296 section 2.5), else skipped.
/// </summary>
public sealed record UnknownPayload : Payload
{
    private readonly PayloadType _type;

    public UnknownPayload(PayloadType type, bool critical, ReadOnlyMemory<byte> data)
    {
        _type = type;
        Critical = critical;
        Data = data;
    }

    public override PayloadType Type => _type;

    public ReadOnlyMemory<byte> Data { get; }

    public override void WriteBody(ref WireWriter writer) => writer.WriteBytes(Data.Span);

    public bool Equals(UnknownPayload? other) =>
        other is not null && base.Equals(other) && _type == other._type && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(_type, ValueEquality.Hash(Data));
}
