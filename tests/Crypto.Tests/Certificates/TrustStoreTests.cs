using System.Text;
using Holdfast.Crypto;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class TrustStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-trust").FullName;
    private readonly TestCertificate _root = Root();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_anchor_is_found_in_a_bundle_of_many()
    {
        var text = new StringBuilder("# a bundle\r\n");
        for (int i = 0; i < 140; i++)
        {
            string pem = Root($"CN=Root {i}", key: i % 3).Pem;
            text.Append($"Root {i}\n").Append(i % 2 == 0 ? pem.Replace("\n", "\r\n") : pem);
        }
        text.Append("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n").Append(_root.Pem);
        TrustStore trust = TrustStore.FromFile(Write("bundle.pem", text.ToString()));
        Assert.True(Validate(trust, _root.Leaf()).IsValid);
        Assert.True(trust.TryFind([_root.Leaf().Certificate], out IReadOnlyList<Certificate> anchors, out _));
        Assert.Single(anchors);
        Assert.Equal(PathFault.UnknownIssuer, Validate(trust, Root("CN=Nobody").Leaf()).Fault);
    }

    [Fact]
    public void The_anchor_is_found_whatever_the_case_of_its_name()
    {
        TestCertificate leaf = _root.Leaf(change: wish => wish with { IssuerName = "CN=TEST  root" });
        Assert.True(Validate(TrustStore.FromFile(Write("a.pem", _root.Pem)), leaf).IsValid);
    }

    [Fact]
    public void Folders_and_der_files_serve_too()
    {
        File.WriteAllBytes(Path.Combine(_folder, "root.der"), _root.Encoded);
        Write("other.pem", Root("CN=Other", key: 2).Pem);
        Write("readme.txt", "not a certificate");
        Directory.CreateDirectory(Path.Combine(_folder, "inner.pem"));
        Assert.True(Validate(TrustStore.FromFile(Path.Combine(_folder, "root.der")), _root.Leaf()).IsValid);
        Directory.Delete(Path.Combine(_folder, "inner.pem"));
        Assert.True(Validate(TrustStore.FromFolder(_folder), _root.Leaf()).IsValid);
    }

    [Fact]
    public void The_gateways_own_certificate_can_be_the_anchor()
    {
        TestCertificate alone = Make(
            new() { Subject = "CN=gw", Names = [Dns("gw.example")], Key = Keys.Of(KeyKind.P256, 3) });
        Assert.True(Validate(TrustStore.FromFile(Write("gw.pem", alone.Pem)), alone).IsValid);
        TestCertificate leaf = _root.Leaf();
        Assert.True(Validate(TrustStore.FromFile(Write("leaf.pem", leaf.Pem)), leaf).IsValid);
        TestCertificate expired = _root.Leaf(change: wish => wish with { NotAfter = Now.AddDays(-2) });
        Assert.Equal(PathFault.Expired, Validate(TrustStore.FromFile(Write("leaf.pem", expired.Pem)), expired).Fault);
    }

    [Fact]
    public void An_intermediate_can_be_the_anchor()
    {
        TestCertificate middle = _root.Ca("CN=Middle");
        Assert.True(Validate(TrustStore.FromFile(Write("middle.pem", middle.Pem)), middle.Leaf()).IsValid);
    }

    [Fact]
    public void A_pinned_key_is_the_gateways_or_a_cas()
    {
        TestCertificate middle = _root.Ca("CN=Middle"), leaf = middle.Leaf();
        Assert.True(Validate(TrustStore.FromPublicKeyHash(leaf.Certificate.PublicKeyHash()), leaf).IsValid);
        Assert.True(Validate(TrustStore.FromPublicKeyHash(leaf.Certificate.PublicKeyHash()), leaf, middle).IsValid);
        Assert.True(Validate(TrustStore.FromPublicKeyHash(middle.Certificate.PublicKeyHash()), leaf, middle).IsValid);
        Assert.Equal(
            PathFault.UnknownIssuer,
            Validate(TrustStore.FromPublicKeyHash(_root.Certificate.PublicKeyHash()), leaf, middle).Fault);
        Assert.Equal(PathFault.UnknownIssuer, Validate(TrustStore.FromPublicKeyHash(new byte[32]), leaf).Fault);
        Assert.Throws<ArgumentException>("hash", () => TrustStore.FromPublicKeyHash(new byte[20]));
    }

    [Fact]
    public void A_pinned_key_in_a_certificate_that_is_no_cas_vouches_for_nobody_else()
    {
        TestCertificate honest = _root.Leaf("honest.example");
        TestCertificate forged = honest.Leaf(change: wish => wish with { Key = Keys.Of(KeyKind.P256, 4) });
        TrustStore trust = TrustStore.FromPublicKeyHash(honest.Certificate.PublicKeyHash());
        Assert.Equal(PathFault.NotACa, Validate(trust, forged, honest).Fault);
        Assert.True(Validate(trust, honest).IsValid);
    }

    [Fact]
    public void A_store_that_cannot_be_read_says_so()
    {
        foreach (TrustStore trust in new[]
        {
            TrustStore.FromFile(Path.Combine(_folder, "no.pem")), TrustStore.FromFile(_folder),
            TrustStore.FromFolder(Path.Combine(_folder, "no")),
        })
        {
            PathResult result = Validate(trust, _root.Leaf());
            Assert.Equal(PathFault.StoreUnreadable, result.Fault);
            Assert.Contains("cannot be read", result.Message);
        }
    }

    [Fact]
    public void A_bundle_leaves_no_memory_behind()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 140; i++)
            text.Append(Root($"CN=Root {i}", key: i % 3).Pem);
        TrustStore trust = TrustStore.FromFile(Write("bundle.pem", text.Append(_root.Pem).ToString()));
        Certificate leaf = _root.Leaf().Certificate;
        for (int i = 0; i < 3; i++)
            PathValidator.Validate(leaf, [], trust, Now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PathValidator.Validate(leaf, [], trust, Now);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000); // garbage, of one certificate each
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static PathResult Validate(TrustStore trust, TestCertificate leaf, params TestCertificate[] others) =>
        PathValidator.Validate(leaf.Certificate, [.. others.Select(one => one.Certificate)], trust, Now);
}
