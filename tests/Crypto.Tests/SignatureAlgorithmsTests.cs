using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>AlgorithmIdentifiers, as RFC 7427 appendix A and RFC 8420 print them.</summary>
public sealed class SignatureAlgorithmsTests
{
    private const string Pss256 =
        "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120";

    private const string Pss256WithTrailer =
        "304606092a864886f70d01010a3039a00f300d06096086480165030402010500"
        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120a303020101";

    [Theory]
    [InlineData(SignatureAlgorithm.RsaPkcs1Sha256, "300d06092a864886f70d01010b0500")]
    [InlineData(SignatureAlgorithm.RsaPkcs1Sha384, "300d06092a864886f70d01010c0500")]
    [InlineData(SignatureAlgorithm.RsaPkcs1Sha512, "300d06092a864886f70d01010d0500")]
    [InlineData(SignatureAlgorithm.EcdsaSha256, "300a06082a8648ce3d040302")]
    [InlineData(SignatureAlgorithm.EcdsaSha384, "300a06082a8648ce3d040303")]
    [InlineData(SignatureAlgorithm.EcdsaSha512, "300a06082a8648ce3d040304")]
    [InlineData(SignatureAlgorithm.Ed25519, "300506032b6570")]
    [InlineData(SignatureAlgorithm.RsaPssSha256, Pss256)]
    public void Identifiers_are_as_published(SignatureAlgorithm algorithm, string identifier)
    {
        Assert.Equal(identifier, Convert.ToHexStringLower(SignatureAlgorithms.Identifier(algorithm)));
        Assert.True(SignatureAlgorithms.TryDecode(Convert.FromHexString(identifier), out SignatureAlgorithm decoded));
        Assert.Equal(algorithm, decoded);
    }

    [Fact]
    public void Pss_is_known_with_its_default_written_out_too()
    {
        Assert.True(SignatureAlgorithms.TryDecode(
            Convert.FromHexString(Pss256WithTrailer), out SignatureAlgorithm decoded));
        Assert.Equal(SignatureAlgorithm.RsaPssSha256, decoded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("300d06092a864886f70d0101050500")] // PKCS#1 with SHA-1
    [InlineData("300b06092a864886f70d01010b")] // without NULL
    [InlineData("300d06092a864886f70d01010b050000")]
    [InlineData("300906072a8648ce3d0401")] // ECDSA with SHA-1
    [InlineData("300d06092a864886f70d01010a3000")] // PSS by default: SHA-1
    [InlineData("300c06082a8648ce3d0403020500")] // ECDSA with NULL
    [InlineData("300d06092a864886f70d0101040500")] // MD5
    public void Everything_else_is_unknown(string identifier) =>
        Assert.False(SignatureAlgorithms.TryDecode(Convert.FromHexString(identifier), out _));

    [Fact]
    public void A_pss_salt_of_another_length_is_unknown() =>
        Assert.False(SignatureAlgorithms.TryDecode(Convert.FromHexString(Pss256[..^2] + "14"), out _));
}
