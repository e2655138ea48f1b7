namespace Holdfast.Wire;

/// <summary>Certificate encodings, RFC 7296 section 3.6.</summary>
public enum CertificateEncoding : byte
{
    Pkcs7WrappedX509 = 1,
    Pgp = 2,
    DnsSignedKey = 3,
    X509Signature = 4,
    KerberosToken = 6,
    Crl = 7,
    Arl = 8,
    Spki = 9,
    X509Attribute = 10,
    RawRsaKey = 11,
    HashAndUrlOfX509 = 12,
    HashAndUrlOfBundle = 13,

    /// <summary>RFC 4806.</summary>
    OcspContent = 14,

    /// <summary>RFC 7670.</summary>
    RawPublicKey = 15,
}
