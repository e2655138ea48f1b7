using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class SelfTestTests
{
    [Fact]
    public void Every_case_passes()
    {
        var results = SelfTest.Run();
        Assert.All(results, result => Assert.True(result.Passed, result.Name));
        Assert.Equal(results.Count, results.Select(result => result.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("AES-128-GCM")]
    [InlineData("AES-256-GCM")]
    [InlineData("ChaCha20-Poly1305")]
    [InlineData("AES-128-CBC")]
    [InlineData("AES-256-CBC")]
    [InlineData("SHA-1")]
    [InlineData("SHA-256")]
    [InlineData("SHA-384")]
    [InlineData("SHA-512")]
    [InlineData("HMAC-SHA-1")]
    [InlineData("HMAC-SHA-256")]
    [InlineData("HMAC-SHA-384")]
    [InlineData("HMAC-SHA-512")]
    [InlineData("X25519")]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    [InlineData("MODP-1536")]
    [InlineData("MODP-2048")]
    [InlineData("MODP-3072")]
    [InlineData("MODP-4096")]
    [InlineData("ML-KEM-768")]
    [InlineData("ML-KEM-1024")]
    [InlineData("random source")]
    [InlineData("RSA PKCS #1")]
    [InlineData("RSA PSS")]
    [InlineData("ECDSA P-256")]
    [InlineData("ECDSA P-384")]
    [InlineData("ECDSA P-521")]
    [InlineData("Ed25519")]
    [InlineData("MD5")]
    [InlineData("MS-CHAP-V2")]
    [InlineData("certificate path")]
    public void Every_algorithm_has_its_case(string name) =>
        Assert.Contains(SelfTest.Run(), result => result.Name == name);

    [Fact]
    public void A_case_that_throws_has_failed_and_the_others_go_on()
    {
        var results = SelfTest.Run(
            [("throws", () => throw new CryptoException("broken")), ("fails", () => false), ("passes", () => true)]);
        Assert.Equal([("throws", false), ("fails", false), ("passes", true)], results);
    }

    [Fact]
    public void A_constant_random_source_is_noticed()
    {
        Assert.True(RandomAnswers.Varies(new SeededRandom(19)));
        Assert.False(RandomAnswers.Varies(new ConstantRandom(0)));
        Assert.False(RandomAnswers.Varies(new ConstantRandom(7)));
    }

    [Fact]
    public void Random_bytes_of_any_number_can_be_had()
    {
        var random = new SystemRandom();
        random.Fill([]);
        byte[] many = new byte[10_000];
        random.Fill(many);
        Assert.Equal(256, many.Distinct().Count());
    }

    [Fact]
    public void The_libraries_are_those_that_were_built_for_us()
    {
        Assert.StartsWith("3.5.", LibraryVersions.OpenSsl);
        Assert.Equal("1.0.22", LibraryVersions.Sodium);
        string[] mapped = File.ReadAllLines("/proc/self/maps");
        foreach (string library in new[] { "libcrypto.so", "libsodium.so" })
        {
            string beside = Path.Combine(AppContext.BaseDirectory, library);
            Assert.Contains(mapped, line => line.EndsWith($" {beside}", StringComparison.Ordinal));
        }
        Assert.DoesNotContain(mapped, line => line.Contains("/runtimes/", StringComparison.Ordinal));
    }

    private sealed class ConstantRandom(byte value) : IRandom
    {
        public void Fill(Span<byte> destination) => destination.Fill(value);
    }
}
