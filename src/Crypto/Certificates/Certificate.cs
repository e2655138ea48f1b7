using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>An X.509 certificate (RFC 5280), well-formed but trusted by nobody yet. Safe from every thread.</summary>
public sealed class Certificate : IDisposable
{
    /// <summary>In bytes; real ones have one to three thousand.</summary>
    public const int MaxLength = 32 * 1024;

    private readonly CertificateExtensions _extensions;

    private Certificate(
        X509Handle handle, DateTimeOffset notBefore, DateTimeOffset notAfter, CertificateExtensions parts)
    {
        Handle = handle;
        NotBefore = notBefore;
        NotAfter = notAfter;
        _extensions = parts;
        IsCa = LibCryptoX509.X509_check_ca(handle.Pointer) == 1;
        KeyUsage = LibCryptoX509.X509_get_key_usage(handle.Pointer);
        Subject = Asn1.Text(handle.SubjectName);
        if (Subject.Length == 0)
            Subject = parts.Names.Count > 0 ? parts.Names[0].ToString() : "(no subject)";
        Issuer = Asn1.Text(handle.IssuerName);
    }

    /// <summary>In one line of printable characters: <c>C=DE, O=Example, CN=gateway</c>; where it is empty, the first
    /// alternative name. For people; see <see cref="CertificateIdentity"/> for comparing.</summary>
    public string Subject { get; }

    public string Issuer { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>The entries of the subjectAltName, of the kinds that are known.</summary>
    public IReadOnlyList<GeneralName> AlternativeNames => _extensions.Names;

    /// <summary>http and other URLs of CRLs that the issuer itself signs, unfiltered.</summary>
    public IReadOnlyList<string> CrlUrls => _extensions.CrlUrls;

    public IReadOnlyList<string> OcspUrls => _extensions.OcspUrls;

    /// <summary>Whether the certificate says that it is a CA's (basic constraints).</summary>
    public bool IsCa { get; }

    internal X509Handle Handle { get; }

    /// <summary>The purposes, as in <see cref="ObjectIds"/>; null where the extension is absent.</summary>
    internal IReadOnlyList<string>? Purposes => _extensions.Purposes;

    /// <summary>Bits as in OpenSSL's KU_ numbers; all of them where the extension is absent.</summary>
    internal uint KeyUsage { get; }

    /// <summary>From DER and nothing else. False with a reason, as the end of a sentence.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> der,
        [NotNullWhen(true)] out Certificate? certificate,
        [NotNullWhen(false)] out string? reason)
    {
        certificate = null;
        bool isTooLong = der.Length > MaxLength;
        reason = isTooLong ? $"has {der.Length} bytes, {MaxLength} is the most" : "is no X.509 certificate";
        X509Handle? handle = isTooLong ? null : X509Handle.TryParse(der);
        if (handle is null)
            return false;
        if (CertificateExtensions.TryRead(handle, out CertificateExtensions parts, out reason))
        {
            reason = "has a validity that is no time";
            if (Asn1.Time(LibCryptoX509.X509_get0_notBefore(handle.Pointer)) is { } notBefore
                && Asn1.Time(LibCryptoX509.X509_get0_notAfter(handle.Pointer)) is { } notAfter)
            {
                certificate = new Certificate(handle, notBefore, notAfter, parts);
                reason = null;
                return true;
            }
        }
        handle.Dispose();
        return false;
    }

    /// <summary>The whole certificate in DER.</summary>
    public unsafe byte[] Export() => Encode(Handle.Pointer, LibCryptoX509.i2d_X509);

    /// <summary>The subject as a Name in DER, as IKEv2's ID_DER_ASN1_DN has it.</summary>
    public unsafe byte[] ExportSubject() => Encode(Handle.SubjectName, LibCryptoX509.i2d_X509_NAME);

    /// <summary>The SubjectPublicKeyInfo in DER, for <see cref="PublicKey.TryImport"/>, CERTREQ hashes and
    /// pins.</summary>
    public unsafe byte[] ExportPublicKey() =>
        Encode(LibCryptoX509.X509_get_X509_PUBKEY(Handle.Pointer), LibCryptoX509.i2d_X509_PUBKEY);

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what a pin names; 32 bytes.</summary>
    public byte[] PublicKeyHash()
    {
        byte[] hash = new byte[Hash.Length(HashAlgorithm.Sha256)];
        Hash.Compute(HashAlgorithm.Sha256, ExportPublicKey(), hash);
        return hash;
    }

    public void Dispose() => Handle.Dispose();

    public override string ToString() => Subject;

    private byte[] Encode(nint part, Asn1.Encoder encoder)
    {
        byte[] der = Asn1.Encode(part, encoder);
        GC.KeepAlive(this);
        return der;
    }
}
