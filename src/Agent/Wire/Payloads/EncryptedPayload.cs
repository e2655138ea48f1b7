namespace Holdfast.Wire;

/// <summary>
/// Encrypted and Authenticated (SK), RFC 7296 section 3.14, still closed. The last payload of its message.
/// </summary>
/// <param name="FirstInner">Type of the first payload inside.</param>
/// <param name="Body">Initialization vector, ciphertext and integrity checksum.</param>
public sealed record EncryptedPayload(PayloadType FirstInner, ReadOnlyMemory<byte> Body) : Payload
{
    public override PayloadType Type => PayloadType.Encrypted;

    internal override PayloadType NextWhenLast => FirstInner;

    public override void WriteBody(ref WireWriter writer) => writer.WriteBytes(Body.Span);

    public bool Equals(EncryptedPayload? other) =>
        other is not null
        && base.Equals(other)
        && FirstInner == other.FirstInner
        && ValueEquality.Same(Body, other.Body);

    public override int GetHashCode() => HashCode.Combine(FirstInner, ValueEquality.Hash(Body));
}
