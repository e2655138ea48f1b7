using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Certificate Request, RFC 7296 section 3.7.</summary>
/// <param name="Data">For X.509 the concatenated SHA-1 hashes of the authorities' public keys, 20 octets each.</param>
public sealed record CertReqPayload(CertificateEncoding Encoding, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.CertificateRequest;

    public override void WriteBody(ref WireWriter writer)
    {
        writer.WriteUInt8((byte)Encoding);
        writer.WriteBytes(Data.Span);
    }

    public bool Equals(CertReqPayload? other) =>
        other is not null && base.Equals(other) && Encoding == other.Encoding && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Encoding, ValueEquality.Hash(Data));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt8(out var encoding))
            return body.Fail(DecodeFault.Truncated, out error);

        payload = new CertReqPayload((CertificateEncoding)encoding, body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
