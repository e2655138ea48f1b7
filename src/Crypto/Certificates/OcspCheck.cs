using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Asks a responder about a certificate of a valid path, and judges its answer (RFC 6960); also one that the
/// gateway sends along (RFC 4806).</summary>
public static class OcspCheck
{
    private const int Good = 0;
    private const int Revoked = 1;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>How old an answer may be that does not say until when it holds.</summary>
    private static readonly TimeSpan LongestWithoutEnd = TimeSpan.FromDays(1);

    private static readonly string[] Failures =
        ["", "the request is malformed", "it has an internal error", "it is busy", "", "it wants signed requests",
            "it is not authorized"];

    /// <summary>An OCSPRequest in DER, for HTTP POST as application/ocsp-request; without a nonce, as responders that
    /// prepare their answers want it (RFC 5019 2.1.1).</summary>
    /// <param name="path">From <see cref="PathValidator.Validate"/>.</param>
    /// <param name="index">Of the certificate in the path's chain; one above it there must be.</param>
    public static unsafe byte[] Request(PathResult path, int index)
    {
        (Certificate subject, Certificate issuer) = Pair(path, index);
        nint request = OpenSsl.Check(LibCryptoOcsp.OCSP_REQUEST_new());
        try
        {
            nint id = OpenSsl.Check(LibCryptoOcsp.OCSP_cert_to_id(
                LibCryptoOcsp.EVP_sha1(), subject.Handle.Pointer, issuer.Handle.Pointer));
            OpenSsl.Check(LibCryptoOcsp.OCSP_request_add0_id(request, id));
            return Asn1.Encode(request, LibCryptoOcsp.i2d_OCSP_REQUEST);
        }
        finally
        {
            LibCryptoOcsp.OCSP_REQUEST_free(request);
        }
    }

    /// <summary>What an OCSPResponse says; bytes of any kind may come.</summary>
    public static RevocationResult Check(PathResult path, int index, ReadOnlySpan<byte> response, DateTimeOffset at)
    {
        (Certificate subject, Certificate issuer) = Pair(path, index);
        using OcspAnswer? answer = OcspAnswer.TryParse(response, out int status);
        if (answer is null)
            return Unknown(subject, Describe(status));
        if (!answer.IsWellSigned || !answer.IsSignedFor(issuer, at))
            return Unknown(subject, $"it is not signed by '{issuer.Subject}' nor by whom this CA lets answer");
        if (answer.Find(subject, issuer) is not { } one)
            return Unknown(subject, "it is about other certificates");
        return IsCurrent(one, at)
            ? Judge(subject, one)
            : Unknown(subject, $"it is of {PathErrors.Text(one.ThisUpdate)}, and now is {PathErrors.Text(at)}");
    }

    private static RevocationResult Judge(Certificate subject, OcspStatus one) => one.Status switch
    {
        Good => new RevocationResult(RevocationStatus.Good, "", one.NextUpdate),
        Revoked => new RevocationResult(
            RevocationStatus.Revoked,
            $"the certificate of '{subject.Subject}' was revoked on {PathErrors.Text(one.Revoked)}", one.NextUpdate),
        _ => Unknown(subject, "the responder does not know the certificate"),
    };

    private static bool IsCurrent(OcspStatus one, DateTimeOffset at) =>
        one.ThisUpdate is { } from
        && from <= at + ClockSkew
        && (one.NextUpdate ?? from + LongestWithoutEnd) >= at - ClockSkew;

    private static string Describe(int status) => status > 0 && status < Failures.Length && Failures[status].Length > 0
        ? $"the responder gives no answer: {Failures[status]}"
        : "it cannot be read";

    private static RevocationResult Unknown(Certificate subject, string why) => new(
        RevocationStatus.Unknown,
        $"the OCSP response for the certificate of '{subject.Subject}' is of no use: {why}",
        null);

    private static (Certificate Subject, Certificate Issuer) Pair(PathResult path, int index) =>
        path.IsValid && index >= 0 && index < path.Chain.Count - 1
            ? (path.Chain[index], path.Chain[index + 1])
            : throw new ArgumentException("not a certificate of a valid path with an issuer", nameof(index));
}
