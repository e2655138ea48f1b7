using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>EAP-TLS (RFC 5216; RFC 9190 for TLS 1.3): both ends prove themselves by certificates.</summary>
public sealed class EapTlsMethod(SessionContext context, EapLogin login) : TlsMethod(context, login.Key)
{
    public override EapType Type => EapType.Tls;

    protected override ReadOnlySpan<byte> OldKeyLabel => "client EAP encryption"u8;

    /// <summary>
    /// Before TLS 1.3 the handshake is all. There, the gateway has taken our certificate only when it says so by one octet of zero
    /// (RFC 9190 section 2.1.1).
    /// </summary>
    protected override EapStep HandleInner()
    {
        byte[] data = Tls.TakeData();
        if (Tls.Version == Holdfast.Crypto.TlsVersion.Tls12)
            return data.Length == 0 ? Finish() : Wrong("data inside");
        return data switch
        {
            [0] => Finish(),
            [] => Acknowledge(),
            _ => Wrong("data inside"),
        };
    }
}
