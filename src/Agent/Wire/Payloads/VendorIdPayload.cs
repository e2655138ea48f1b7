namespace Holdfast.Wire;

/// <summary>Vendor ID, RFC 7296 section 3.12.</summary>
public sealed record VendorIdPayload(ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.VendorId;

    public override void WriteBody(ref WireWriter writer) => writer.WriteBytes(Data.Span);

    public bool Equals(VendorIdPayload? other) =>
        other is not null && base.Equals(other) && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => ValueEquality.Hash(Data);
}
