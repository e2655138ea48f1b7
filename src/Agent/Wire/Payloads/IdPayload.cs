using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Identification, RFC 7296 section 3.5: IDi or IDr.</summary>
/// <param name="Data">Read according to <paramref name="IdType"/>; not judged here.</param>
public sealed record IdPayload(bool IsInitiator, IdType IdType, ReadOnlyMemory<byte> Data) : Payload
{
    /// <summary>
    /// The reserved octets as they came, to be ignored but where AUTH signs them (RFC 7296 section 2.15). Sent as zero, and no part
    /// of equality.
    /// </summary>
    public ReadOnlyMemory<byte> Reserved { get; init; } = new byte[TypedData.ReservedSize];

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
        if (!TypedData.TryRead(ref body, out var type, out var reserved, out var data, out error))
            return false;

        payload = new IdPayload(isInitiator, (IdType)type, data) { Reserved = reserved };
        return true;
    }
}
