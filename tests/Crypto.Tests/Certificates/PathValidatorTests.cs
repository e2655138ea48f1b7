using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class PathValidatorTests
{
    private const string ClientAuth = "2b06010505070302";

    private readonly TestCertificate _root = Root();

    [Fact]
    public void A_chain_of_three_is_valid()
    {
        TestCertificate middle = _root.Ca("CN=Middle"), leaf = middle.Leaf();
        PathResult result = Validate(leaf, middle);
        Assert.True(result.IsValid, result.Message);
        Assert.Equal(["CN=gw.example", "CN=Middle", "CN=Test Root"], result.Chain.Select(one => one.Subject));
        Assert.Equal(PathFault.UnknownIssuer, Validate(leaf).Fault);
    }

    [Theory]
    [InlineData(KeyKind.Rsa)]
    [InlineData(KeyKind.P384)]
    [InlineData(KeyKind.P521)]
    [InlineData(KeyKind.Ed25519)]
    public void Every_kind_of_key_can_be_a_cas_and_a_gateways(KeyKind kind)
    {
        TestCertificate root = Make(new() { Subject = "CN=Root", IsCa = true, Key = Keys.Of(kind) });
        PathResult result = Run(root.Leaf(change: wish => wish with { Key = Keys.Of(kind, 1) }), root);
        Assert.True(result.IsValid, result.Message);
    }

    [Fact]
    public void Expired_and_not_yet_valid_certificates_tell_the_dates()
    {
        TestCertificate expired = _root.Leaf(change: wish => wish with { NotAfter = Now.AddDays(-1) });
        Refuses(expired, PathFault.Expired,
            "the certificate of 'CN=gw.example' expired on 2026-05-31 12:00 UTC, and now is 2026-06-01 12:00 UTC");
        TestCertificate early = _root.Leaf(change: wish => wish with { NotBefore = Now.AddDays(1) });
        Refuses(early, PathFault.NotYetValid, "is not valid before 2026-06-02 12:00 UTC");
        PathResult in1970 = PathValidator.Validate(
            _root.Leaf().Certificate, [], TrustStore.FromCertificates(_root.Certificate), DateTimeOffset.UnixEpoch);
        Assert.Equal(PathFault.NotYetValid, in1970.Fault);
    }

    [Fact]
    public void A_ca_that_is_none_is_refused()
    {
        foreach (bool? isCa in new bool?[] { false, null })
        {
            TestCertificate middle = Make(new()
            {
                Subject = "CN=Middle", Issuer = _root, IsCa = isCa, KeyUsage = CertificateWish.CaUsage,
                Key = Keys.Of(KeyKind.P256, 1),
            });
            PathResult result = Validate(middle.Leaf(), middle);
            Assert.Equal((PathFault.NotACa, "CN=Middle"), (result.Fault, result.Subject));
        }
        TestCertificate silent = Make(new()
        {
            Subject = "CN=Middle", Issuer = _root, IsCa = true, KeyUsage = [7, 0x80], Key = Keys.Of(KeyKind.P256, 1),
        });
        Assert.False(Validate(silent.Leaf(), silent).IsValid);
    }

    [Fact]
    public void A_leaf_that_issued_another_is_refused()
    {
        TestCertificate honest = _root.Leaf("honest.example"), forged = honest.Leaf("gw.example");
        Assert.Equal(PathFault.NotACa, Validate(forged, honest).Fault);
    }

    [Fact]
    public void The_path_length_counts()
    {
        TestCertificate root = Make(
            new() { Subject = "CN=Root", IsCa = true, PathLength = 0, Key = Keys.Of(KeyKind.P256) });
        TestCertificate middle = root.Ca("CN=Middle");
        Assert.True(Run(root.Leaf(), root).IsValid);
        Assert.Equal(PathFault.PathTooLong, Run(middle.Leaf(), root, middle).Fault);
    }

    [Fact]
    public void A_wrong_signature_and_a_ca_of_the_same_name_are_refused()
    {
        Refuses(_root.Leaf(change: wish => wish with { BadSignature = true }), PathFault.BadSignature, "wrong signature");
        TestCertificate impostor = Root(key: 5);
        Refuses(impostor.Leaf(), PathFault.BadSignature, "not that of 'CN=Test Root'");
        Refuses(Root("CN=gw.example", key: 6), PathFault.UnknownIssuer, "signed by itself");
    }

    [Fact]
    public void Weak_hashes_and_keys_are_refused()
    {
        TestCertificate root = Make(new() { Subject = "CN=Root", IsCa = true, Key = Keys.Of(KeyKind.Rsa) });
        PathResult sha1 = Run(root.Leaf(change: wish => wish with { Sha1 = true }), root);
        Assert.Equal(PathFault.WeakSignature, sha1.Fault);
        using SignatureKey small = SignatureKey.Generate(
            "RSA", context => LibCryptoKeys.EVP_PKEY_CTX_set_rsa_keygen_bits(context, 1024));
        PathResult weak = Run(root.Leaf(change: wish => wish with { PublicKey = small.ExportPublic() }), root);
        Assert.Equal(PathFault.WeakKey, weak.Fault);
        using SignatureKey other = SignatureKey.Generate(
            "EC", context => LibCrypto.EVP_PKEY_CTX_set_group_name(context, "secp256k1"));
        PathResult curve = Run(root.Leaf(change: wish => wish with { PublicKey = other.ExportPublic() }), root);
        Assert.Equal(PathFault.WeakKey, curve.Fault);
        Assert.Contains("secp256k1", curve.Message);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("2b06010505070301", true, true)]
    [InlineData("2b06010505080202", true, false)]
    [InlineData("2b06010505070311", true, false)]
    [InlineData("551d2500", true, true)]
    [InlineData(ClientAuth, false, false)]
    public void The_purpose_must_fit_where_there_is_one(string? purpose, bool isGateways, bool isTlsServers)
    {
        string[]? purposes = purpose is null ? null : [purpose];
        TestCertificate leaf = _root.Leaf(change: wish => wish with { Purposes = purposes });
        Assert.Equal(isGateways, Validate(leaf).IsValid);
        Assert.Equal(isTlsServers, PathValidator.Validate(
            leaf.Certificate, [], TrustStore.FromCertificates(_root.Certificate), Now, PathPurpose.TlsServer).IsValid);
    }

    [Fact]
    public void The_purposes_of_an_intermediate_limit_it()
    {
        TestCertificate middle = Make(new()
        {
            Subject = "CN=Middle", Issuer = _root, IsCa = true, Purposes = [ClientAuth], Key = Keys.Of(KeyKind.P256, 1),
        });
        PathResult result = Validate(middle.Leaf(), middle);
        Assert.Equal((PathFault.Purpose, "CN=Middle"), (result.Fault, result.Subject));
    }

    [Fact]
    public void A_key_that_may_not_sign_is_refused() =>
        Refuses(_root.Leaf(change: wish => wish with { KeyUsage = [5, 0x20] }), PathFault.KeyUsage, "key usage");

    [Fact]
    public void An_unknown_critical_extension_is_refused()
    {
        byte[] unknown = Extension("2a0304", critical: true, [5, 0]);
        TestCertificate leaf = _root.Leaf(change: wish => wish with { MoreExtensions = [unknown] });
        Refuses(leaf, PathFault.CriticalExtension, "critical");
    }

    [Theory]
    [InlineData("gw.good.example", true)]
    [InlineData("gw.evil.example", false)]
    [InlineData("gw.EVIL.example", false)]
    [InlineData("EVIL.EXAMPLE", false)]
    [InlineData("gw.example", true)]
    public void Name_constraints_hold_whatever_the_case(string host, bool valid)
    {
        byte[] excluded = Der.Wrap(Der.Context(1), Der.Wrap(Der.Sequence, Dns("evil.example")));
        byte[] permitted = Der.Wrap(Der.Context(0), Der.Wrap(Der.Sequence, Dns("ExAmPlE")));
        byte[] constraints = Extension("551d1e", critical: true, Der.Wrap(Der.Sequence, permitted, excluded));
        TestCertificate middle = Make(new()
        {
            Subject = "CN=Middle", Issuer = _root, IsCa = true, MoreExtensions = [constraints],
            Key = Keys.Of(KeyKind.P256, 1),
        });
        PathResult result = Validate(middle.Leaf(host), middle);
        Assert.Equal(valid ? PathFault.None : PathFault.NameConstraint, result.Fault);
    }

    [Fact]
    public void A_hundred_certificates_do_no_harm_and_more_are_refused()
    {
        TestCertificate middle = _root.Ca("CN=Middle"), leaf = middle.Leaf();
        var crowd = new List<TestCertificate>();
        for (int i = 0; i < 98; i++) // all of the name that is looked for, each by another key: none fits
            crowd.Add(Root("CN=Middle", key: 20 + (i % 3)));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        PathResult result = Run(leaf, _root, [.. crowd, middle]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
        Assert.NotEqual(PathFault.TooManyCertificates, result.Fault);
        Assert.Equal(PathFault.TooManyCertificates, Run(leaf, _root, [.. crowd, middle, middle]).Fault);
    }

    [Fact]
    public void Certificates_that_do_not_belong_to_the_path_do_no_harm()
    {
        TestCertificate middle = _root.Ca("CN=Middle"), other = Root("CN=Other", key: 5);
        PathResult result = Validate(middle.Leaf(), other, other.Leaf(), middle, _root, middle);
        Assert.True(result.IsValid, result.Message);
    }

    private PathResult Validate(TestCertificate leaf, params TestCertificate[] others) => Run(leaf, _root, others);

    private static PathResult Run(TestCertificate leaf, TestCertificate root, params TestCertificate[] others)
    {
        PathResult result = PathValidator.Validate(
            leaf.Certificate, [.. others.Select(one => one.Certificate)],
            TrustStore.FromCertificates(root.Certificate), Now);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        Assert.Equal(result.IsValid, result.Message.Length == 0);
        Assert.DoesNotContain('\n', result.Message);
        return result;
    }

    private void Refuses(TestCertificate leaf, PathFault fault, string message)
    {
        PathResult result = Validate(leaf);
        Assert.Equal(fault, result.Fault);
        Assert.Contains(message, result.Message);
    }
}
