using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>SUPPORTED_AUTH_METHODS (RFC 9593), of scripted gateways.</summary>
public sealed class AnnouncedMethodsTests : IDisposable
{
    private static readonly ushort[] AllHashes = [SignatureHashes.Sha256, SignatureHashes.Sha384, SignatureHashes.Sha512];

    private readonly PrivateKey _key = PrivateKey.Generate(KeyKind.P256, 2048);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(SignatureAlgorithm.EcdsaSha256)]
    [InlineData(SignatureAlgorithm.EcdsaSha384)]
    [InlineData(SignatureAlgorithm.EcdsaSha512)]
    public void The_key_signs_by_what_the_gateway_takes(SignatureAlgorithm taken)
    {
        AnnouncedMethods methods = Read([2, 2, 3, 1, 0, .. Announce(SignatureAlgorithm.Ed25519), .. Announce(taken)])!;

        Assert.Equal(taken, Signed(methods));
    }

    [Fact]
    public void The_method_of_before_is_used_where_only_that_is_taken()
    {
        AuthPayload auth = SignatureAuth.Sign(_key, AllHashes, new byte[8], Read([3, 9, 0]));

        Assert.Equal(AuthMethod.EcdsaSha256P256, auth.Method);
    }

    [Theory]
    [InlineData("0202")]
    [InlineData("030100")]
    [InlineData("030E00")] // the method without an algorithm
    [InlineData("060E00010203")]
    public void Where_nothing_fits_it_is_tried_as_without_it(string list) =>
        Assert.Equal(SignatureAlgorithm.EcdsaSha256, Signed(Read(Convert.FromHexString(list))));

    [Fact]
    public void What_is_not_known_is_skipped()
    {
        AnnouncedMethods methods = Read([2, 200, 5, 99, 1, 2, 3, 3, 31, 7, 9, 14, 1, 48, 4, 6, 2, 42, 3, .. Announce(SignatureAlgorithm.EcdsaSha512), 2, 13])!;

        Assert.Equal(SignatureAlgorithm.EcdsaSha512, Signed(methods));
        Assert.True(methods.Takes(AuthMethod.Null));
        Assert.False(methods.Takes(AuthMethod.SharedKey));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("02")]
    [InlineData("01FF")]
    [InlineData("0302")]
    [InlineData("FF0E00")]
    [InlineData("020200")]
    [InlineData("0202040E00")]
    public void A_list_that_lies_is_none_and_counted(string list)
    {
        IkeCounters counters = new();

        Assert.Null(AnnouncedMethods.Read(Notifications.Of(NotifyType.SupportedAuthMethods, Convert.FromHexString(list)), counters));
        Assert.Equal(1, counters.Malformed);
    }

    [Fact]
    public void An_empty_list_says_nothing()
    {
        IkeCounters counters = new();

        Assert.Null(AnnouncedMethods.Read(Notifications.Of(NotifyType.SupportedAuthMethods), counters));
        Assert.Null(AnnouncedMethods.Read(null, counters));
        Assert.Equal(0, counters.Malformed);
    }

    [Theory]
    [InlineData("0202", true)]
    [InlineData("", true)]
    [InlineData("FF", true)]
    [InlineData(null, false)]
    public void Ours_goes_to_a_gateway_that_has_sent_its_own(string? list, bool isSent)
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => list is null ? p : [.. p, Notifications.Of(NotifyType.SupportedAuthMethods, Convert.FromHexString(list))],
        };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        NotifyPayload? ours = gateway.Requests[0].Find(NotifyType.SupportedAuthMethods);
        Assert.Equal(isSent ? [2, (byte)AuthMethod.SharedKey] : null, ours?.Data.ToArray());
    }

    [Fact]
    public void To_a_gateway_with_a_certificate_all_its_signatures_are_announced()
    {
        AnnouncedMethods ours = AnnouncedMethods.Read(AnnouncedMethods.Ours(new CertificateProof(false)), new IkeCounters())!;

        for (SignatureAlgorithm algorithm = SignatureAlgorithm.RsaPssSha256; algorithm <= SignatureAlgorithm.Ed25519; algorithm++)
            Assert.True(ours.Takes(algorithm), $"{algorithm}");
        Assert.True(ours.Takes(AuthMethod.EcdsaSha256P256) && ours.Takes(AuthMethod.EcdsaSha384P384) && ours.Takes(AuthMethod.EcdsaSha512P521));
        Assert.False(ours.Takes(AuthMethod.SharedKey) || ours.Takes(AuthMethod.RsaSignature) || ours.Takes(SignatureAlgorithm.RsaPkcs1Sha1));
    }

    /// <summary>The empty one says that it comes there.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("030900")]
    public void A_list_in_IKE_INTERMEDIATE_counts_before_the_one_in_IKE_SA_INIT(string before)
    {
        byte[] hashes = [0, 2, 0, 3, 0, 4];
        Responder gateway = new(new SeededRandom(2))
        {
            Further = new FurtherScript
            {
                Bend = (_, p) => [.. p, Notifications.Of(NotifyType.SupportedAuthMethods, Announce(SignatureAlgorithm.EcdsaSha512))],
            },
            BendInit = p =>
            [
                .. p, Notifications.Of(NotifyType.SignatureHashAlgorithms, hashes),
                Notifications.Of(NotifyType.SupportedAuthMethods, Convert.FromHexString(before)),
            ],
        };
        Proposal hybrid = TestSettings.GcmX25519 with
        {
            Transforms = [.. TestSettings.GcmX25519.Transforms, new AdditionalExchange(1, KeyExchangeMethod.Ecp384).ToTransform()],
        };
        using Wires wires = new(
            TestSettings.Create() with { Credential = new OwnCertificate(new CertifiedKey(_key, [])), IkeProposals = [hybrid] }, gateway);

        wires.RunUntil(() => gateway.Requests.Count > 1);

        AuthPayload auth = gateway.Requests[1].OfType<AuthPayload>().Single();
        Assert.Equal(AuthMethod.DigitalSignature, auth.Method);
        Assert.True(SignatureAlgorithms.TryDecode(auth.Data.Span.Slice(1, auth.Data.Span[0]), out SignatureAlgorithm algorithm));
        Assert.Equal(SignatureAlgorithm.EcdsaSha512, algorithm);
    }

    private static AnnouncedMethods? Read(byte[] list) =>
        AnnouncedMethods.Read(Notifications.Of(NotifyType.SupportedAuthMethods, list), new IkeCounters());

    private static byte[] Announce(SignatureAlgorithm algorithm)
    {
        ReadOnlySpan<byte> identifier = SignatureAlgorithms.Identifier(algorithm);
        return [(byte)(3 + identifier.Length), 14, 0, .. identifier];
    }

    private SignatureAlgorithm Signed(AnnouncedMethods? methods)
    {
        AuthPayload auth = SignatureAuth.Sign(_key, AllHashes, new byte[8], methods);
        Assert.Equal(AuthMethod.DigitalSignature, auth.Method);
        Assert.True(SignatureAlgorithms.TryDecode(auth.Data.Span.Slice(1, auth.Data.Span[0]), out SignatureAlgorithm algorithm));
        return algorithm;
    }
}
