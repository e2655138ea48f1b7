namespace Holdfast.Wire;

/// <summary>Authentication methods, RFC 7296 section 3.8 and IANA "IKEv2 Authentication Method".</summary>
public enum AuthMethod : byte
{
    RsaSignature = 1,
    SharedKey = 2,
    DssSignature = 3,
    EcdsaSha256P256 = 9,
    EcdsaSha384P384 = 10,
    EcdsaSha512P521 = 11,

    /// <summary>RFC 6467.</summary>
    GenericSecurePassword = 12,

    /// <summary>RFC 7619.</summary>
    Null = 13,

    /// <summary>RFC 7427.</summary>
    DigitalSignature = 14,
}
