namespace Holdfast.Wire;

/// <summary>EAP method types, RFC 3748 section 5 and IANA "Method Types".</summary>
public enum EapType : byte
{
    Identity = 1,
    Notification = 2,

    /// <summary>"Legacy" Nak; in responses only.</summary>
    Nak = 3,
    Md5Challenge = 4,
    GenericTokenCard = 6,

    /// <summary>RFC 5216 and RFC 9190.</summary>
    Tls = 13,

    /// <summary>RFC 5281.</summary>
    Ttls = 21,
    Peap = 25,

    /// <summary>draft-kamath-pppext-eap-mschapv2.</summary>
    MschapV2 = 26,
    Expanded = 254,
}
