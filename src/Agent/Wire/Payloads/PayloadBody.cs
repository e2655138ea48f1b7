using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>From a payload type to the decoder of its body.</summary>
internal static class PayloadBody
{
    /// <param name="next">Next payload field of the header: the first inner payload of SK and SKF.</param>
    public static bool TryDecode(
        PayloadType type,
        PayloadType next,
        ref WireReader body,
        [NotNullWhen(true)] out Payload? payload,
        out DecodeError error)
    {
        switch (type)
        {
            case PayloadType.SecurityAssociation: return SaPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.KeyExchange: return KePayload.TryDecode(ref body, out payload, out error);
            case PayloadType.IdInitiator: return IdPayload.TryDecode(true, ref body, out payload, out error);
            case PayloadType.IdResponder: return IdPayload.TryDecode(false, ref body, out payload, out error);
            case PayloadType.Certificate: return CertPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.CertificateRequest: return CertReqPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.Authentication: return AuthPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.Nonce: return NoncePayload.TryDecode(ref body, out payload, out error);
            case PayloadType.Notify: return NotifyPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.Delete: return DeletePayload.TryDecode(ref body, out payload, out error);
            case PayloadType.TsInitiator: return TsPayload.TryDecode(true, ref body, out payload, out error);
            case PayloadType.TsResponder: return TsPayload.TryDecode(false, ref body, out payload, out error);
            case PayloadType.Configuration: return ConfigPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.Eap: return EapPayload.TryDecode(ref body, out payload, out error);
            case PayloadType.EncryptedFragment:
                return EncryptedFragmentPayload.TryDecode(next, ref body, out payload, out error);
            default:
                payload = DecodeOpaque(type, next, body.ReadRest().ToArray());
                error = default;
                return true;
        }
    }

    /// <summary>The payloads whose body is any octets at all.</summary>
    private static Payload DecodeOpaque(PayloadType type, PayloadType next, byte[] data) => type switch
    {
        PayloadType.VendorId => new VendorIdPayload(data),
        PayloadType.Encrypted => new EncryptedPayload(next, data),
        _ => new UnknownPayload(type, critical: false, data),
    };
}
