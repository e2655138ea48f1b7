using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>
/// Encrypted and Authenticated Fragment (SKF), RFC 7383 section 2.5, still closed. The last payload of its message.
/// </summary>
/// <param name="FirstInner">Type of the first payload inside; None in all fragments but the first.</param>
/// <param name="FragmentNumber">1 to <paramref name="TotalFragments"/>.</param>
/// <param name="Body">Initialization vector, ciphertext and integrity checksum.</param>
public sealed record EncryptedFragmentPayload(
    PayloadType FirstInner,
    ushort FragmentNumber,
    ushort TotalFragments,
    ReadOnlyMemory<byte> Body) : Payload
{
    public override PayloadType Type => PayloadType.EncryptedFragment;

    internal override PayloadType NextWhenLast => FirstInner;

    public override void WriteBody(ref WireWriter writer)
    {
        writer.WriteUInt16(FragmentNumber);
        writer.WriteUInt16(TotalFragments);
        writer.WriteBytes(Body.Span);
    }

    public bool Equals(EncryptedFragmentPayload? other) =>
        other is not null
        && base.Equals(other)
        && FirstInner == other.FirstInner
        && FragmentNumber == other.FragmentNumber
        && TotalFragments == other.TotalFragments
        && ValueEquality.Same(Body, other.Body);

    public override int GetHashCode() =>
        HashCode.Combine(FirstInner, FragmentNumber, TotalFragments, ValueEquality.Hash(Body));

    internal static bool TryDecode(
        PayloadType firstInner, ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        var atNumber = body;
        if (!body.TryReadUInt16(out var number) || !body.TryReadUInt16(out var total))
            return body.Fail(DecodeFault.Truncated, out error);
        if (number == 0 || number > total)
            return atNumber.Fail(DecodeFault.BadValue, out error);

        payload = new EncryptedFragmentPayload(firstInner, number, total, body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
