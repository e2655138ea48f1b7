using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Tests.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>A gateway that proves itself by a signature (RFC 7296 section 2.15, RFC 4754, RFC 7427), right and wrong.</summary>
public sealed class SignatureTests
{
    private const string RsaPkcs1Sha256 = "300d06092a864886f70d01010b0500";
    private const string RsaPkcs1Sha1 = "300d06092a864886f70d0101050500";
    private const string EcdsaSha256 = "300a06082a8648ce3d040302";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] RsaCertificate = SelfSigned(new CertificateRequest("CN=gw", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    private static readonly byte[] EcCertificate = SelfSigned(new CertificateRequest("CN=gw", Ec, HashAlgorithmName.SHA256));

    /// <summary>CERT and AUTH of a gateway that has the key.</summary>
    internal static IEnumerable<Payload> ProveByEcdsa(byte[] octets) =>
        [Cert(EcCertificate), Signed(EcdsaSha256, Ec.SignData(octets, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))];

    [Fact]
    public void A_right_signature_makes_a_claim_that_the_owner_decides_on()
    {
        Assert.Null(Run(octets => [Cert(RsaCertificate), Signed(RsaPkcs1Sha256, SignRsa(octets))], out Responder gateway, out GatewayClaim? claim));

        Assert.True(gateway.IsAuthenticated);
        Assert.Equal(RsaCertificate, claim!.Certificates.Single().ToArray());
        Assert.Equal(gateway.Id, claim.Identity);
    }

    [Fact]
    public void Ecdsa_by_both_methods()
    {
        Assert.Null(Run(o => [Cert(EcCertificate), Signed(EcdsaSha256, Ec.SignData(o, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))], out _, out _));
        Assert.Null(Run(o => [Cert(EcCertificate), new AuthPayload(AuthMethod.EcdsaSha256P256, Ec.SignData(o, HashAlgorithmName.SHA256))], out _, out _));
    }

    [Fact]
    public void The_rsa_method_of_before_rfc_7427() => Assert.Null(
        Run(o => [Cert(RsaCertificate), new AuthPayload(AuthMethod.RsaSignature, Rsa.SignData(o, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))], out _, out _));

    [Fact]
    public void What_the_owner_refuses_is_told_and_ends_the_attempt()
    {
        IkeFault wrong = new(FaultKind.PeerNotAuthentic, Blame.Configuration, "not my gateway", NotifyType.AuthenticationFailed);

        IkeFault? fault = Run(
            o => [Cert(RsaCertificate), Signed(RsaPkcs1Sha256, SignRsa(o))], out Responder gateway, out _, verdict: wrong);

        Assert.Equal("not my gateway", fault!.Message);
        Assert.False(gateway.IsAuthenticated);
        Assert.Contains(gateway.LastPayloads, p => p is NotifyPayload { NotifyType: NotifyType.AuthenticationFailed });
        Assert.Empty(gateway.Eap!.Heard);
    }

    [Fact]
    public void An_owner_that_never_decides_is_not_waited_for_forever() => Assert.Contains(
        "in time",
        Run(o => [Cert(RsaCertificate), Signed(RsaPkcs1Sha256, SignRsa(o))], out _, out _, decides: false)!.Message, StringComparison.Ordinal);

    public static TheoryData<string> Forgeries =>
    [
        "garbage after the hash", "wrong DigestInfo", "truncated hash", "a hash that was not offered", "another hash than named",
        "empty", "empty ECDSA values", "zero ECDSA values", "another key", "another message", "one bit", "no identifier",
        "identifier longer than the data", "identifier with garbage", "a shared key", "null authentication", "no certificate",
        "a certificate that is none", "a key of another kind", "a raw key",
    ];

    /// <summary>None of it makes a claim, let alone an EAP packet.</summary>
    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forgery_is_refused_before_anybody_is_asked(string forgery)
    {
        IkeFault? fault = Run(octets => Forge(forgery, octets), out Responder gateway, out GatewayClaim? claim);

        Assert.Equal((FaultKind.PeerNotAuthentic, NotifyType.AuthenticationFailed), (fault!.Kind, fault.Notify));
        Assert.Null(claim);
        Assert.False(gateway.IsAuthenticated);
        Assert.Empty(gateway.Eap!.Heard);
    }

    [Fact]
    public void A_hundred_certificates_are_no_claim_of_a_hundred()
    {
        IkeFault? fault = Run(
            o => [.. Enumerable.Repeat(Cert(EcCertificate), 100), Signed(EcdsaSha256, Ec.SignData(o, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))], out _, out GatewayClaim? claim);

        Assert.True(fault is not null || claim!.Certificates.Count <= 20);
    }

    private static IEnumerable<Payload> Forge(string forgery, byte[] octets)
    {
        byte[] right = SignRsa(octets);
        byte[] digest = SHA256.HashData(octets);
        byte[] info = Convert.FromHexString("3031300d060960864801650304020105000420");
        Payload[] Rsa256(byte[] signature) => [Cert(RsaCertificate), Signed(RsaPkcs1Sha256, signature)];
        Payload[] Ec256(byte[] signature) => [Cert(EcCertificate), Signed(EcdsaSha256, signature)];
        return forgery switch
        {
            "garbage after the hash" => Rsa256(RawRsa([.. Padding(8), .. info, .. digest, .. new byte[256 - 11 - 51]])),
            "wrong DigestInfo" => Rsa256(RawRsa([.. Padding(256 - 3 - 51), .. info.Select((b, i) => i == 6 ? (byte)(b ^ 1) : b), .. digest])),
            "truncated hash" => Rsa256(RawRsa([.. Padding(256 - 3 - 50), .. info, .. digest.AsSpan(0, 31)])),
            "a hash that was not offered" => [Cert(RsaCertificate), Signed(RsaPkcs1Sha1, Rsa.SignData(octets, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))],
            "another hash than named" => Rsa256(Rsa.SignData(octets, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            "empty" => Rsa256([]),
            "empty ECDSA values" => Ec256([0x30, 4, 2, 0, 2, 0]),
            "zero ECDSA values" => Ec256([0x30, 6, 2, 1, 0, 2, 1, 0]),
            "another key" => Rsa256(RSA.Create(2048).SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            "another message" => Rsa256(SignRsa([.. octets, 0])),
            "one bit" => Rsa256([.. right.Select((b, i) => i == 100 ? (byte)(b ^ 1) : b)]),
            "no identifier" => [Cert(RsaCertificate), new AuthPayload(AuthMethod.DigitalSignature, right)],
            "identifier longer than the data" => [Cert(RsaCertificate), new AuthPayload(AuthMethod.DigitalSignature, new byte[] { 100, 1, 2 })],
            "identifier with garbage" => [Cert(RsaCertificate), Signed(RsaPkcs1Sha256 + "00", right)],
            "a shared key" => [Cert(RsaCertificate), new AuthPayload(AuthMethod.SharedKey, new byte[32])],
            "null authentication" => [Cert(RsaCertificate), new AuthPayload(AuthMethod.Null, new byte[32])],
            "no certificate" => [Signed(RsaPkcs1Sha256, right)],
            "a certificate that is none" => [Cert([0x30, 0]), Signed(RsaPkcs1Sha256, right)],
            "a key of another kind" => [Cert(EcCertificate), Signed(RsaPkcs1Sha256, right)],
            _ => [new CertPayload(CertificateEncoding.RawPublicKey, Rsa.ExportSubjectPublicKeyInfo()), Signed(RsaPkcs1Sha256, right)],
        };
    }

    private static IkeFault? Run(
        Func<byte[], IEnumerable<Payload>> prove, out Responder gateway, out GatewayClaim? claim, IkeFault? verdict = null, bool decides = true)
    {
        MschapGateway mschap = new();
        EapScript script = MschapTests.ScriptOf(mschap);
        gateway = new Responder(new SeededRandom(2)) { Eap = script, Prove = prove };
        using Wires wires = new(EapLab.Settings() with { Gateway = new CertificateProof(true) }, gateway);
        int decided = 0;
        while (wires.RunUntil(() => wires.Up is not null || wires.Down is not null || Asked(wires) > decided, TimeSpan.FromMinutes(3))
            && wires.Up is null && wires.Down is null)
        {
            CheckGateway asked = wires.Actions.OfType<CheckGateway>().ElementAt(decided++);
            if (decides)
                wires.Do(session => session.HandleVerdict(asked.Token, verdict, wires.Now));
        }

        claim = wires.Actions.OfType<CheckGateway>().FirstOrDefault()?.Claim;
        return wires.Down?.Fault;
    }

    private static int Asked(Wires wires) => wires.Actions.OfType<CheckGateway>().Count();

    private static CertPayload Cert(byte[] der) => new(CertificateEncoding.X509Signature, der);

    private static AuthPayload Signed(string identifier, byte[] signature)
    {
        byte[] algorithm = Convert.FromHexString(identifier);
        return new AuthPayload(AuthMethod.DigitalSignature, (byte[])[(byte)algorithm.Length, .. algorithm, .. signature]);
    }

    private static byte[] SignRsa(byte[] octets) => Rsa.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>PKCS #1 v1.5 padding with so many octets of ones.</summary>
    private static byte[] Padding(int ones) => [0, 1, .. Enumerable.Repeat((byte)0xff, ones), 0];

    /// <summary>The private key's function on a whole block.</summary>
    private static byte[] RawRsa(byte[] block)
    {
        Assert.Equal(256, block.Length);
        RSAParameters key = Rsa.ExportParameters(true);
        System.Numerics.BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
        byte[] result = System.Numerics.BigInteger.ModPow(Number(block), Number(key.D!), Number(key.Modulus!)).ToByteArray(true, true);
        return [.. new byte[256 - result.Length], .. result];
    }

    private static byte[] SelfSigned(CertificateRequest request) =>
        request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).RawData;
}
