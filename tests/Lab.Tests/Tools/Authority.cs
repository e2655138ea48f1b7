using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tools;

/// <summary>A certification authority of the lab's own: a root, and authorities below it.</summary>
public sealed class Authority
{
    private readonly CertifiedKey _own;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow.AddHours(-1);

    private Authority(CertifiedKey own) => _own = own;

    public X509Certificate2 Certificate => _own.Certificate;

    public static Authority Create(string name = "Lab root")
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        MakeAuthority(request);
        DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-30);
        return new Authority(new CertifiedKey(request.CreateSelfSigned(start, start.AddYears(2)), key, []));
    }

    /// <summary>Whoever has that key issues, whether the certificate lets him or not.</summary>
    public static Authority By(CertifiedKey own) => new(own);

    /// <summary>An authority below this one.</summary>
    public Authority Below(string name, params IReadOnlyList<X509Extension> more)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA384);
        MakeAuthority(request);
        foreach (X509Extension extension in more)
            request.CertificateExtensions.Add(extension);
        return new Authority(new CertifiedKey(
            Sign(request, _start.AddDays(-10), _start.AddYears(1)), key, [Certificate, .. _own.Issuers]));
    }

    /// <summary>A certificate for a server or client with these names; an RSA key if no other is given.</summary>
    public CertifiedKey Issue(
        IReadOnlyList<string> names, AsymmetricAlgorithm? key = null, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null,
        RSASignaturePadding? padding = null, Action<CertificateRequest>? prepare = null)
    {
        key ??= RSA.Create(2048);
        X500DistinguishedName subject = new($"CN={names[0]}");
        CertificateRequest request = key switch
        {
            ECDsa ecdsa => new CertificateRequest(subject, ecdsa, HashAlgorithmName.SHA256),
            Ed25519Key ed25519 => new CertificateRequest(subject, ed25519.PublicKey, HashAlgorithmName.SHA256),
            _ => new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, padding ?? RSASignaturePadding.Pkcs1),
        };
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
                alternatives.AddIpAddress(address);
            else if (name.Contains('@'))
                alternatives.AddEmailAddress(name);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        prepare?.Invoke(request);
        X509Certificate2 certificate = Sign(request, notBefore ?? _start, notAfter ?? _start.AddDays(90));
        return new CertifiedKey(certificate, key, [Certificate, .. _own.Issuers]);
    }

    /// <summary>What a request in PEM asks for, names and all; whether it is signed by its key is not looked at.</summary>
    public X509Certificate2 Sign(string request) => Sign(
        CertificateRequest.LoadSigningRequestPem(
            request, HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions | CertificateRequestLoadOptions.SkipSignatureValidation,
            RSASignaturePadding.Pkcs1),
        _start, _start.AddDays(90));

    /// <summary>A list of what was revoked, DER.</summary>
    public byte[] RevocationList(params IReadOnlyList<CertifiedKey> revoked)
    {
        CertificateRevocationListBuilder builder = new();
        foreach (CertifiedKey one in revoked)
            builder.AddEntry(one.Certificate, DateTimeOffset.UtcNow.AddMinutes(-5));
        return builder.Build(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa((ECDsa)_own.Key), 1, DateTimeOffset.UtcNow.AddDays(1),
            HashAlgorithmName.SHA256, X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false),
            DateTimeOffset.UtcNow.AddMinutes(-10));
    }

    /// <summary>The answer of its responder about a certificate that it issued, DER.</summary>
    public byte[] StatusOf(CertifiedKey issued, bool isRevoked) => OcspAnswer.Of(issued.Certificate, Certificate, (ECDsa)_own.Key, isRevoked);

    /// <summary>For <see cref="Below"/>: names in this domain are not to be given.</summary>
    public static X509Extension Excluding(string domain)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static void MakeAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa((ECDsa)_own.Key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7f;
        // The generator signs with SHA-256 or what the request names.
        return request.Create(Certificate.SubjectName, signer, notBefore, notAfter, serial);
    }
}
