namespace Holdfast.Wire;

/// <summary>Payload types, RFC 7296 section 3.2 and IANA. Unknown numbers survive decoding.</summary>
public enum PayloadType : byte
{
    None = 0,
    SecurityAssociation = 33,
    KeyExchange = 34,
    IdInitiator = 35,
    IdResponder = 36,
    Certificate = 37,
    CertificateRequest = 38,
    Authentication = 39,
    Nonce = 40,
    Notify = 41,
    Delete = 42,
    VendorId = 43,
    TsInitiator = 44,
    TsResponder = 45,
    Encrypted = 46,
    Configuration = 47,
    Eap = 48,

    /// <summary>RFC 7383 section 2.5.</summary>
    EncryptedFragment = 53,
}
