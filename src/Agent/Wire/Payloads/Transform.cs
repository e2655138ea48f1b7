using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Transform substructure, RFC 7296 section 3.3.2.</summary>
/// <param name="Id">Number within <paramref name="Type"/>.</param>
/// <param name="KeyLength">The Key Length attribute in bits; null without one.</param>
public sealed record Transform(TransformType Type, ushort Id, ushort? KeyLength = null)
{
    private const byte More = 3;

    /// <summary>
    /// Attributes that we do not understand, a second Key Length, or one that is not in the short format. A transform
    /// that has any is not to be chosen (RFC 7296 section 3.3.6).
    /// </summary>
    public IReadOnlyList<TransformAttribute> OtherAttributes { get; init; } = [];

    public static Transform Encryption(EncryptionId id, ushort? keyLength = null) =>
        new(TransformType.Encryption, (ushort)id, keyLength);

    public static Transform Prf(PrfId id) => new(TransformType.Prf, (ushort)id);

    public static Transform Integrity(IntegrityId id) => new(TransformType.Integrity, (ushort)id);

    public static Transform KeyExchange(KeyExchangeMethod id) => new(TransformType.KeyExchange, (ushort)id);

    public static Transform SequenceNumbers(SequenceNumbersId id) => new(TransformType.SequenceNumbers, (ushort)id);

    public bool Equals(Transform? other) =>
        other is not null
        && Type == other.Type
        && Id == other.Id
        && KeyLength == other.KeyLength
        && ValueEquality.Same(OtherAttributes, other.OtherAttributes);

    public override int GetHashCode() =>
        HashCode.Combine(Type, Id, KeyLength, ValueEquality.Hash(OtherAttributes));

    internal void Write(ref WireWriter writer, bool isLast)
    {
        var length = Substructure.Begin(ref writer, isLast, More);
        writer.WriteUInt8((byte)Type);
        writer.WriteUInt8(0);
        writer.WriteUInt16(Id);
        if (KeyLength is { } bits)
            TransformAttribute.KeyLength(bits).Write(ref writer);
        foreach (var attribute in OtherAttributes)
            attribute.Write(ref writer);
        writer.EndLength16(length);
    }

    internal static bool TryDecode(
        ref WireReader siblings, [NotNullWhen(true)] out Transform? transform, out DecodeError error)
    {
        transform = null;
        if (!Substructure.TryOpen(ref siblings, More, out var reader, out error))
            return false;
        if (!reader.TryReadUInt8(out var type) || !reader.TryReadUInt8(out _) || !reader.TryReadUInt16(out var id))
            return reader.Fail(DecodeFault.Truncated, out error);
        if (!TryDecodeAttributes(ref reader, out var keyLength, out var others, out error))
            return false;

        transform = new Transform((TransformType)type, id, keyLength) { OtherAttributes = others };
        return true;
    }

    private static bool TryDecodeAttributes(
        ref WireReader reader,
        out ushort? keyLength,
        out IReadOnlyList<TransformAttribute> others,
        out DecodeError error)
    {
        keyLength = null;
        others = [];
        error = default;
        List<TransformAttribute>? kept = null;
        while (!reader.IsEnd)
        {
            if (kept?.Count == WireLimits.AttributesPerTransform)
                return reader.Fail(DecodeFault.TooMany, out error);
            if (!TransformAttribute.TryDecode(ref reader, out var attribute, out error))
                return false;

            if (keyLength is null && attribute.TryGetKeyLength(out var bits))
                keyLength = bits;
            else
                (kept ??= []).Add(attribute);
        }

        others = kept ?? others;
        return true;
    }
}
