namespace Holdfast.Crypto;

/// <summary>Why a chain of certificates is not valid.</summary>
public enum PathFault
{
    None,
    StoreUnreadable,
    TooManyCertificates,
    UnknownIssuer,
    BadSignature,
    Expired,
    NotYetValid,
    NotACa,
    PathTooLong,
    KeyUsage,
    Purpose,
    NameConstraint,
    CriticalExtension,
    Policy,
    WeakKey,
    WeakSignature,
    Revoked,

    /// <summary>No usable CRL; only where one was asked for.</summary>
    RevocationUnknown,

    /// <summary>Anything else; the message says what.</summary>
    Malformed,
}
