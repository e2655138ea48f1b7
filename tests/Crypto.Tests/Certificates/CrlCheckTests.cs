using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class CrlCheckTests : WithPath
{
    [Fact]
    public void A_certificate_that_is_not_listed_is_good()
    {
        TestCertificate other = _middle.Leaf("other.example");
        RevocationResult result = Check(0, TestRevocation.Crl(_middle, [other]));
        Assert.Equal(new RevocationResult(RevocationStatus.Good, "", Now.AddDays(1)), result);
        Assert.Equal(RevocationStatus.Good, Check(1, TestRevocation.Crl(_root, [])).Status);
    }

    [Fact]
    public void A_listed_certificate_is_revoked_with_its_date()
    {
        RevocationResult result = Check(0, TestRevocation.Crl(_middle, [_leaf]));
        Assert.Equal(RevocationStatus.Revoked, result.Status);
        Assert.Equal("the certificate of 'CN=gw.example' was revoked on 2026-05-29 12:00 UTC", result.Message);
        Assert.Equal(RevocationStatus.Revoked, Check(1, TestRevocation.Crl(_root, [_middle])).Status);
    }

    [Fact]
    public void What_is_revoked_elsewhere_on_the_path_is_another_question() => Assert.Equal(
        RevocationStatus.Good, Check(0, TestRevocation.Crl(_root, [_middle]), TestRevocation.Crl(_middle, [])).Status);

    [Fact]
    public void A_crl_that_cannot_be_believed_says_nothing()
    {
        byte[] forged = TestRevocation.Crl(_middle, []);
        forged[^1] ^= 1;
        byte[] expired = TestRevocation.Crl(_middle, [], Now.AddDays(-9), Now.AddDays(-2));
        byte[] early = TestRevocation.Crl(_middle, [], Now.AddDays(2), Now.AddDays(9));
        byte[] impostors = TestRevocation.Crl(Root("CN=Middle", key: 5), []);
        byte[] anothers = TestRevocation.Crl(_root, [_leaf]);
        byte[] critical = TestRevocation.Crl(_middle, [_leaf], extensions: [Extension("2a0304", true, [5, 0])]);
        foreach (byte[] crl in new[] { [], [1, 2, 3], forged, expired, early, impostors, anothers, critical })
        {
            RevocationResult result = Check(0, crl);
            Assert.Equal(RevocationStatus.Unknown, result.Status);
            Assert.StartsWith("no CRL is of use for the certificate of 'CN=gw.example': ", result.Message);
        }
        Assert.Contains("expired", Check(0, expired).Message);
        Assert.Equal(RevocationStatus.Unknown, Check(0).Status);
    }

    [Fact]
    public void A_good_crl_among_bad_ones_is_found()
    {
        byte[] anothers = TestRevocation.Crl(_root, []);
        Assert.Equal(RevocationStatus.Good, Check(0, [1], anothers, TestRevocation.Crl(_middle, [])).Status);
    }

    [Fact]
    public void Changed_and_truncated_crls_never_throw()
    {
        byte[] crl = TestRevocation.Crl(_middle, [_leaf]);
        var random = new SeededRandom(51);
        for (int i = 0; i < 500; i++)
        {
            byte[] changed = [.. crl];
            changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
            Assert.Equal(RevocationStatus.Unknown, Check(0, changed).Status);
            Assert.Equal(RevocationStatus.Unknown, Check(0, crl[..random.Below(crl.Length)]).Status);
        }
    }

    [Fact]
    public void The_anchor_and_an_invalid_path_have_no_crl()
    {
        Assert.Throws<ArgumentException>("index", () => Check(2));
        PathResult invalid = PathValidator.Validate(_leaf.Certificate, [], TrustStore.FromCertificates(), Now);
        Assert.Throws<ArgumentException>("index", () => CrlCheck.Check(invalid, 0, [], Now));
    }

    private RevocationResult Check(int index, params byte[][] crls)
    {
        RevocationResult result = CrlCheck.Check(
            _path, index, [.. crls.Select(crl => new ReadOnlyMemory<byte>(crl))], Now);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        return result;
    }
}
