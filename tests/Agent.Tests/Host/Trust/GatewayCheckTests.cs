using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Login;
using Holdfast.Tests.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

/// <summary>What a gateway's certificate, and that of the server inside EAP, is refused for, in one line that says which and why.</summary>
public sealed class GatewayCheckTests : IDisposable
{
    private const string Name = "gw.example.test";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly X509Certificate2 Root = Authority("Root", null), Stranger = Authority("Stranger", null);

    private readonly string _trust = Path.GetTempFileName();
    private readonly ConnectionConfig _config;

    public GatewayCheckTests()
    {
        File.WriteAllText(_trust, Root.ExportCertificatePem());
        _config = ConfigFile.Accepted($$"""{ "gateway": "{{Name}}", "username": "a", "password": "b", "trust": "{{_trust}}" }""").Connections[0];
    }

    public void Dispose()
    {
        _config.Secret!.Dispose();
        File.Delete(_trust);
    }

    public static TheoryData<PathPurpose> Purposes => [PathPurpose.Gateway, PathPurpose.TlsServer];

    [Theory]
    [MemberData(nameof(Purposes))]
    public void The_right_one_passes(PathPurpose purpose)
    {
        Assert.Null(Run(purpose, Leaf(Root, [Name])));
        Assert.Null(Run(purpose, Leaf(Root, ["*.example.test", "other.example.test"])));
        X509Certificate2 between = Authority("Between", Root), below = Authority("Below", between);
        Assert.Null(Run(purpose, Leaf(below, [Name]), between, below));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "another name", "'CN=leaf' is not for \"gw.example.test\"; it is for other.example.test" },
        { "a NUL in the name", "the certificate that came first can't be used: " },
        { "a NUL in the name, and the right one after it", "the certificate that came first can't be used: " },
        { "another name, and the right one after it", "'CN=leaf' is not for \"gw.example.test\"" },
        { "a wildcard for two labels", "is not for \"gw.example.test\"" },
        { "a wildcard in a label", "is not for \"gw.example.test\"" },
        { "a name in the subject alone", "'CN=gw.example.test' is not for \"gw.example.test\"; it is for no name at all" },
        { "expired", "'CN=leaf' expired on" },
        { "not yet valid", "'CN=leaf' is not valid before" },
        { "unknown authority", "'CN=leaf' was issued by 'CN=Stranger', of which no trusted certificate is known" },
        { "an authority that is none", "'CN=other' issued another certificate but is not a CA's" },
        { "a weak key", "'CN=leaf' has a weak or unsupported key" },
        { "a name that its authority may not give", "'CN=leaf' has a name that its CA may not give" },
        { "signed by itself", "'CN=leaf' is signed by itself" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_one_is_refused_with_the_reason(string wrong, string why)
    {
        foreach (PathPurpose purpose in new[] { PathPurpose.Gateway, PathPurpose.TlsServer })
        {
            IkeFault? fault = Run(purpose, Make(wrong));

            Assert.Equal((FaultKind.PeerNotAuthentic, NotifyType.AuthenticationFailed), (fault!.Kind, fault.Notify));
            Assert.Contains(why, fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);
            Assert.DoesNotContain('\0', fault.Message);
            Assert.Equal(purpose == PathPurpose.TlsServer, fault.Message.StartsWith("the server inside EAP: ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_certificate_that_is_none_is_refused() => Assert.Contains(
        "can't be used", new GatewayCheck(_config, Now).Run(Claim(PathPurpose.TlsServer, [new byte[] { 0x30, 0 }]))!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_hundred_certificates_are_no_hundred_times_the_work()
    {
        X509Certificate2[] crowd = [.. Enumerable.Range(0, 100).Select(_ => Authority("Between", Stranger))];
        X509Certificate2 between = Authority("Between", Root);
        long start = Stopwatch.GetTimestamp();

        Run(PathPurpose.TlsServer, [Leaf(between, [Name]), .. crowd, between]);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    private static X509Certificate2[] Make(string wrong)
    {
        X509Certificate2 limited = Authority("Between", Root, Excluding("EXAMPLE.test")), honest = Leaf(Root, ["other.example.test"]);
        X509Certificate2 other = Leaf(Root, ["other.example.test"], subject: "other");
        return wrong switch
        {
            "another name" => [honest],
            "a NUL in the name" => [Leaf(Root, [$"{Name}\0.other.test"])],
            "a NUL in the name, and the right one after it" => [Leaf(Root, [$"{Name}\0.other.test"]), Leaf(Root, [Name])],
            "another name, and the right one after it" => [honest, Leaf(Root, [Name])],
            "a wildcard for two labels" => [Leaf(Root, ["*.test"])],
            "a wildcard in a label" => [Leaf(Root, ["g*.example.test"])],
            "a name in the subject alone" => [Leaf(Root, [], subject: Name)],
            "expired" => [Leaf(Root, [Name], until: Now.AddHours(-1))],
            "not yet valid" => [Leaf(Root, [Name], from: Now.AddHours(1))],
            "unknown authority" => [Leaf(Stranger, [Name])],
            "an authority that is none" => [Leaf(other, [Name]), other],
            "a weak key" => [Leaf(Root, [Name], key: RSA.Create(1024))],
            "a name that its authority may not give" => [Leaf(limited, [Name]), limited],
            _ => [Leaf(null, [Name])],
        };
    }

    private IkeFault? Run(PathPurpose purpose, params X509Certificate2[] chain) =>
        new GatewayCheck(_config, Now).Run(Claim(purpose, [.. chain.Select(one => one.RawData)]));

    private static GatewayClaim Claim(PathPurpose purpose, byte[][] chain) =>
        new(new IdPayload(false, IdType.Fqdn, "gw.example.test"u8.ToArray()), [.. chain.Select(der => (ReadOnlyMemory<byte>)der)], []) { Purpose = purpose };

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer, params X509Extension[] more) => Sign(
        name, issuer, ECDsa.Create(ECCurve.NamedCurves.nistP256), Now.AddDays(-9), Now.AddDays(9),
        [new X509BasicConstraintsExtension(true, false, 0, true), new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true), .. more]);

    private static X509Certificate2 Leaf(
        X509Certificate2? issuer, string[] names, string subject = "leaf", DateTimeOffset? from = null, DateTimeOffset? until = null, AsymmetricAlgorithm? key = null) =>
        Sign(subject, issuer, key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256), from ?? Now.AddDays(-2), until ?? Now.AddDays(2), names.Length == 0 ? [] : [Names(names)]);

    private static X509Certificate2 Sign(
        string name, X509Certificate2? issuer, AsymmetricAlgorithm key, DateTimeOffset from, DateTimeOffset until, X509Extension[] extensions)
    {
        X500DistinguishedName subject = new($"CN={name}");
        CertificateRequest request = key is ECDsa ec
            ? new CertificateRequest(subject, ec, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        foreach (X509Extension extension in extensions)
            request.CertificateExtensions.Add(extension);
        if (issuer is null)
            return request.CreateSelfSigned(from, until);
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        X509Certificate2 made = request.Create(issuer.SubjectName, signer, from, until, [1, .. RandomNumberGenerator.GetBytes(7)]);
        return key is ECDsa own ? made.CopyWithPrivateKey(own) : made;
    }

    private static X509Extension Names(string[] names)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (string name in names)
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
        }

        return new X509Extension("2.5.29.17", writer.Encode(), false);
    }

    private static X509Extension Excluding(string domain)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), true);
    }
}
