namespace Holdfast.Ike.Eap;

/// <summary>The first octet of what EAP-TLS (RFC 5216 section 3.1), EAP-TTLS (RFC 5281 section 9.1) and PEAP send. Its three lowest
/// bits are the version of the latter two; ours is 0.</summary>
[Flags]
public enum TlsFlags : byte
{
    None = 0,

    /// <summary>S: the gateway's first.</summary>
    Start = 0x20,

    /// <summary>M: another fragment follows.</summary>
    More = 0x40,

    /// <summary>L: four octets with the length of the whole message follow.</summary>
    Length = 0x80,
}
