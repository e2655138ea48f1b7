namespace Holdfast.Crypto;

/// <summary>ProtocolVersion of RFC 5246 and RFC 8446.</summary>
public enum TlsVersion
{
    Tls12 = 0x0303,
    Tls13 = 0x0304,
}
