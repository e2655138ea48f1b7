using System.Runtime.InteropServices;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>From the X509_V_ERR_ numbers of openssl/x509_vfy.h to a fault and a line for people.</summary>
internal static class PathErrors
{
    internal static PathFault FaultOf(int error) => error switch
    {
        0 => PathFault.None,
        2 or 18 or 19 or 20 or 21 or 27 or 28 => PathFault.UnknownIssuer,
        3 or 5 or 8 or 11 or 12 or 15 or 16 or 33 or 35 or 36 or 44 or 54 => PathFault.RevocationUnknown,
        4 or 7 => PathFault.BadSignature,
        6 or 24 or 66 or 67 or 94 => PathFault.WeakKey,
        9 => PathFault.NotYetValid,
        10 => PathFault.Expired,
        22 or 25 => PathFault.PathTooLong,
        23 => PathFault.Revoked,
        26 => PathFault.Purpose,
        32 or 39 => PathFault.KeyUsage,
        34 => PathFault.CriticalExtension,
        42 or 43 => PathFault.Policy,
        46 or 47 or 48 or 49 or 51 or 52 or 53 => PathFault.NameConstraint,
        68 or 76 => PathFault.WeakSignature,
        37 or 79 => PathFault.NotACa,
        _ => PathFault.Malformed,
    };

    /// <summary>What is wrong with the certificate, as a predicate: "expired on ...".</summary>
    internal static string Describe(int error, Certificate? culprit, DateTimeOffset at) => FaultOf(error) switch
    {
        PathFault.UnknownIssuer when error is 18 => "is signed by itself and not among the trusted certificates",
        PathFault.UnknownIssuer when error is 19 => "is signed by itself and not among the trusted certificates",
        PathFault.UnknownIssuer => $"was issued by '{culprit?.Issuer}', of which no trusted certificate is known",
        PathFault.BadSignature => $"has a wrong signature, by a key that is not that of '{culprit?.Issuer}'",
        PathFault.NotYetValid => $"is not valid before {Text(culprit?.NotBefore)}, and now is {Text(at)}",
        PathFault.Expired => $"expired on {Text(culprit?.NotAfter)}, and now is {Text(at)}",
        PathFault.NotACa => "issued another certificate but is not a CA's",
        PathFault.PathTooLong => "comes after more intermediate certificates than are allowed",
        PathFault.KeyUsage => "may not sign certificates (key usage)",
        PathFault.NameConstraint => "has a name that its CA may not give (name constraints)",
        PathFault.CriticalExtension => "has a critical extension that is unknown",
        PathFault.Policy => "has not the policies that its CA requires",
        PathFault.WeakKey => "has a weak or unsupported key",
        PathFault.WeakSignature => "is signed with a weak hash",
        PathFault.Revoked => "has been revoked",
        _ => Marshal.PtrToStringUTF8(
            LibCryptoPaths.X509_verify_cert_error_string(new CLong(error))) ?? "is not valid",
    };

    // Not by a format of dates: what reads those is 40 KB.
    internal static string Text(DateTimeOffset? time) => time is { UtcDateTime: var utc }
        ? $"{utc.Year:D4}-{utc.Month:D2}-{utc.Day:D2} {utc.Hour:D2}:{utc.Minute:D2} UTC"
        : "an unknown time";
}
