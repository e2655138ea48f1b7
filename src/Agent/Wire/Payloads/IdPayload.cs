using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Identification, RFC 7296 section 3.5: IDi or IDr.</summary>
/// <param name="Data">Read according to <paramref name="IdType"/>; not judged here.</param>
public sealed record IdPayload(bool IsInitiator, IdType IdType, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => IsInitiator ? PayloadType.IdInitiator : PayloadType.IdResponder;

    public override void WriteBody(ref WireWriter writer) => TypedData.Write(ref writer, (byte)IdType, Data.Span);

    public bool Equals(IdPayload? other) =>
        other is not null
        && base.Equals(other)
        && IsInitiator == other.IsInitiator
        && IdType == other.IdType
        && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(IsInitiator, IdType, ValueEquality.Hash(Data));

    internal static bool TryDecode(
        bool isInitiator, ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!TypedData.TryRead(ref body, out var type, out var data, out error))
            return false;

        payload = new IdPayload(isInitiator, (IdType)type, data);
        return true;
    }
}
