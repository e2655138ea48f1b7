using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Login;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>Our own AUTH by a signature: what the gateway announced (RFC 7427 section 4) decides how.</summary>
public sealed class OwnSignatureTests
{
    private const int Sha1 = 1, Sha256 = 2, Sha384 = 3, Sha512 = 4, Identity = 5;

    private static readonly byte[] Octets = [.. "what is signed"u8];

    private static readonly Dictionary<KeyKind, PrivateKey> Keys =
        new[] { KeyKind.Rsa, KeyKind.P256, KeyKind.P384, KeyKind.P521, KeyKind.Ed25519 }.ToDictionary(k => k, k => PrivateKey.Generate(k, 2048));

    [Theory]
    [InlineData(KeyKind.Rsa, SignatureAlgorithm.RsaPssSha256, Sha1, Sha256, Sha384)]
    [InlineData(KeyKind.Rsa, SignatureAlgorithm.RsaPssSha512, Sha512)]
    [InlineData(KeyKind.P256, SignatureAlgorithm.EcdsaSha256, Sha512, Sha256)]
    [InlineData(KeyKind.P256, SignatureAlgorithm.EcdsaSha384, Sha384)]
    [InlineData(KeyKind.P384, SignatureAlgorithm.EcdsaSha384, Sha256, Sha384, Sha512)]
    [InlineData(KeyKind.P521, SignatureAlgorithm.EcdsaSha256, Sha256)]
    [InlineData(KeyKind.Ed25519, SignatureAlgorithm.Ed25519, Sha256, Identity)]
    public void It_is_by_a_hash_that_the_gateway_announced(KeyKind kind, SignatureAlgorithm expected, params int[] announced)
    {
        AuthPayload auth = SignatureAuth.Sign(Keys[kind], [.. announced.Select(h => (ushort)h)], Octets);

        Assert.Equal(AuthMethod.DigitalSignature, auth.Method);
        Assert.True(SignatureAlgorithms.TryDecode(auth.Data.Span.Slice(1, auth.Data.Span[0]), out SignatureAlgorithm algorithm));
        Assert.Equal(expected, algorithm);
        Assert.Null(Verify(kind, auth));
    }

    [Theory]
    [InlineData(KeyKind.Rsa, AuthMethod.RsaSignature)]
    [InlineData(KeyKind.Rsa, AuthMethod.RsaSignature, Sha1)]
    [InlineData(KeyKind.P256, AuthMethod.EcdsaSha256P256)]
    [InlineData(KeyKind.P384, AuthMethod.EcdsaSha384P384, Identity)]
    [InlineData(KeyKind.P521, AuthMethod.EcdsaSha512P521)]
    [InlineData(KeyKind.Ed25519, null)]
    [InlineData(KeyKind.Ed25519, null, Sha256, Sha512)]
    public void Without_a_common_hash_it_is_one_of_before_or_none(KeyKind kind, AuthMethod? expected, params int[] announced)
    {
        ushort[] theirs = [.. announced.Select(h => (ushort)h)];
        Assert.Equal(expected is not null, SignatureAuth.CanSign(kind, theirs));
        if (expected is null)
        {
            Assert.Throws<ArgumentException>(() => SignatureAuth.Sign(Keys[kind], theirs, Octets));
            return;
        }

        AuthPayload auth = SignatureAuth.Sign(Keys[kind], theirs, Octets);
        Assert.Equal(expected, auth.Method);
        Assert.Null(Verify(kind, auth));
    }

    /// <summary>The gateway of the tests announces nothing: no request with a signature that it can't take leaves.</summary>
    [Fact]
    public void A_key_that_is_of_no_use_there_is_told_before_anything_is_signed()
    {
        IkeSettings settings = TestSettings.Create() with { Credential = new OwnCertificate(new CertifiedKey(Keys[KeyKind.Ed25519], [])) };
        using Wires wires = new(settings, new Responder(new SeededRandom(2)));
        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
        Assert.Contains("key of kind Ed25519", wires.Down.Fault.Message, StringComparison.Ordinal);
        Assert.Empty(wires.Gateway.Requests);
    }

    private static string? Verify(KeyKind kind, AuthPayload auth)
    {
        Assert.True(PublicKey.TryImport(Keys[kind].ExportPublicKey(), out PublicKey? key, out _));
        using (key)
            return SignatureAuth.Verify(key, auth, Octets);
    }
}
