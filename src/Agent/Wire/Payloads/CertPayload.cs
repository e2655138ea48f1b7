using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Certificate, RFC 7296 section 3.6.</summary>
/// <param name="Data">Certificate or what else the encoding says.</param>
public sealed record CertPayload(CertificateEncoding Encoding, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.Certificate;

    public override void WriteBody(ref WireWriter writer)
    {
        writer.WriteUInt8((byte)Encoding);
        writer.WriteBytes(Data.Span);
    }

    public bool Equals(CertPayload? other) =>
        other is not null && base.Equals(other) && Encoding == other.Encoding && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Encoding, ValueEquality.Hash(Data));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt8(out var encoding))
            return body.Fail(DecodeFault.Truncated, out error);

        payload = new CertPayload((CertificateEncoding)encoding, body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
