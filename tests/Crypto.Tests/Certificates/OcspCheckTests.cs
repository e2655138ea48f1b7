using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class OcspCheckTests : WithPath
{
    private const string OcspSigning = "2b06010505070309";

    [Fact]
    public void The_request_names_the_certificate()
    {
        byte[] request = OcspCheck.Request(_path, 0);
        Assert.Equal(0x30, request[0]);
        byte[] name = new byte[20];
        Hash.Compute(HashAlgorithm.Sha1, _middle.Subject, name);
        Assert.True(request.AsSpan().IndexOf(name) > 0);
        Assert.EndsWith(Convert.ToHexString(Number(_leaf.Serial)), Convert.ToHexString(request));
    }

    [Theory]
    [InlineData(TestRevocation.Good, RevocationStatus.Good)]
    [InlineData(TestRevocation.Revoked, RevocationStatus.Revoked)]
    [InlineData(TestRevocation.Unknown, RevocationStatus.Unknown)]
    public void What_the_issuer_signs_counts(int status, RevocationStatus expected)
    {
        foreach (HashAlgorithm hash in new[] { HashAlgorithm.Sha1, HashAlgorithm.Sha256 })
            Assert.Equal(expected, Check(TestRevocation.Response(_middle, _middle, _leaf, status, hash: hash)).Status);
    }

    [Fact]
    public void A_revoked_certificate_tells_the_date_and_a_good_one_how_long()
    {
        RevocationResult revoked = Check(TestRevocation.Response(_middle, _middle, _leaf, TestRevocation.Revoked));
        Assert.Equal("the certificate of 'CN=gw.example' was revoked on 2026-05-29 12:00 UTC", revoked.Message);
        RevocationResult good = Check(TestRevocation.Response(_middle, _middle, _leaf, TestRevocation.Good));
        Assert.Equal(Now.AddDays(1), good.NextUpdate);
    }

    [Fact]
    public void A_responder_that_the_issuer_certified_may_sign()
    {
        TestCertificate responder = Responder(_middle, [OcspSigning]);
        byte[] response = TestRevocation.Response(responder, _middle, _leaf, TestRevocation.Good, enclosed: responder);
        Assert.Equal(RevocationStatus.Good, Check(response).Status);
    }

    [Fact]
    public void Nobody_else_may_sign()
    {
        TestCertificate unmeant = Responder(_middle, null), roots = Responder(_root, [OcspSigning]);
        TestCertificate expired = Responder(_middle, [OcspSigning], Now.AddDays(-1));
        TestCertificate impostor = Root("CN=Middle", key: 5);
        byte[] forged = TestRevocation.Response(_middle, _middle, _leaf, TestRevocation.Good);
        forged[^1] ^= 1;
        foreach (byte[] response in new[]
        {
            TestRevocation.Response(unmeant, _middle, _leaf, TestRevocation.Good, enclosed: unmeant),
            TestRevocation.Response(roots, _middle, _leaf, TestRevocation.Good, enclosed: roots),
            TestRevocation.Response(expired, _middle, _leaf, TestRevocation.Good, enclosed: expired),
            TestRevocation.Response(impostor, _middle, _leaf, TestRevocation.Good, enclosed: impostor),
            TestRevocation.Response(_leaf, _middle, _leaf, TestRevocation.Good, enclosed: _leaf),
            TestRevocation.Response(_root, _middle, _leaf, TestRevocation.Good, enclosed: _root),
            forged,
        })
            Refuses(response, "it is not signed by 'CN=Middle'");
    }

    [Fact]
    public void An_answer_of_another_time_or_about_another_certificate_says_nothing()
    {
        Refuses(Good(from: Now.AddDays(-9), until: Now.AddDays(-2)), "it is of 2026-05-23");
        Refuses(Good(from: Now.AddDays(1), until: Now.AddDays(2)), "it is of 2026-06-02");
        Refuses(Good(from: Now.AddDays(-2), until: DateTimeOffset.MaxValue), "it is of 2026-05-30");
        Assert.Equal(RevocationStatus.Good, Check(Good(from: Now.AddHours(-2), until: DateTimeOffset.MaxValue)).Status);
        TestCertificate other = _middle.Leaf("other.example");
        Refuses(TestRevocation.Response(_middle, _middle, other, TestRevocation.Good), "about other certificates");
    }

    [Fact]
    public void What_is_no_answer_says_why()
    {
        Refuses(TestRevocation.Refusal(3), "it is busy");
        Refuses(TestRevocation.Refusal(6), "it is not authorized");
        Refuses(TestRevocation.Refusal(99), "cannot be read");
        Refuses([], "cannot be read");
        byte[] response = TestRevocation.Response(_middle, _middle, _leaf, TestRevocation.Good);
        var random = new SeededRandom(52);
        for (int i = 0; i < 500; i++)
        {
            byte[] changed = [.. response];
            changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
            Refuses(changed, "");
            Refuses(response[..random.Below(response.Length)], "");
        }
        Refuses([.. response, 0], "cannot be read");
    }

    private byte[] Good(DateTimeOffset from, DateTimeOffset until) =>
        TestRevocation.Response(_middle, _middle, _leaf, TestRevocation.Good, from, until);

    private static TestCertificate Responder(
        TestCertificate issuer, string[]? purposes, DateTimeOffset? until = null) => Make(new()
        {
            Subject = "CN=Responder", Issuer = issuer, Purposes = purposes, Key = Keys.Of(KeyKind.P256, 6),
            NotAfter = until ?? Now.AddDays(9),
        });

    private RevocationResult Check(byte[] response)
    {
        RevocationResult result = OcspCheck.Check(_path, 0, response, Now);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        return result;
    }

    private void Refuses(byte[] response, string why)
    {
        RevocationResult result = Check(response);
        Assert.Equal(RevocationStatus.Unknown, result.Status);
        Assert.Contains(why, result.Message);
    }
}
