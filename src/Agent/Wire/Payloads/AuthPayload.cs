using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Authentication, RFC 7296 section 3.8.</summary>
public sealed record AuthPayload(AuthMethod Method, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.Authentication;

    public override void WriteBody(ref WireWriter writer) => TypedData.Write(ref writer, (byte)Method, Data.Span);

    public bool Equals(AuthPayload? other) =>
        other is not null && base.Equals(other) && Method == other.Method && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Method, ValueEquality.Hash(Data));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!TypedData.TryRead(ref body, out var method, out _, out var data, out error))
            return false;

        payload = new AuthPayload((AuthMethod)method, data);
        return true;
    }
}
