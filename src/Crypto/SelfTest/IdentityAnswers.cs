namespace Holdfast.Crypto;

internal static class IdentityAnswers
{
    // Made with OpenSSL's command line, for a century: a CA with an Ed25519 key, and gw.self-test.example.
    private const string Root =
        "3082015530820107a0030201020214661201545483bdab5f7c65494ece5f310f146d43300506032b6570301731153013"
        + "06035504030c0c53656c662d746573742043413020170d3236313132343136323530395a180f32313236313033313136"
        + "323530395a30173115301306035504030c0c53656c662d74657374204341302a300506032b65700321002f2938343b98"
        + "f3e085773a514594e0ee2582a9d6429e80f64e00f4143aab1d6ba3633061301d0603551d0e041604145cd6d1fc88e779"
        + "2cb1f3da59cc533c136988ebb4301f0603551d230418301680145cd6d1fc88e7792cb1f3da59cc533c136988ebb4300e"
        + "0603551d0f0101ff040403020204300f0603551d130101ff040530030101ff300506032b6570034100ec5ca1eb57f1fd"
        + "e5c98e11cb06366f80237fc9f42d896bc13ae4abb799ee9ad4e0fc9b683ea5999bfc79cb9c841e323542fb94a83bf160"
        + "3114535defc5d79202";

    private const string Leaf =
        "3082015630820108a003020102021428952af382c712a6f98c0d4087b061ede465c0c6300506032b6570301731153013"
        + "06035504030c0c53656c662d746573742043413020170d3236313132343136323530395a180f32313236313033313136"
        + "323530395a30143112301006035504030c0973656c662d746573743059301306072a8648ce3d020106082a8648ce3d03"
        + "01070342000403ae91a5429fef0381c1022e7e5f1c45b066337e8b3e4f542cc05436deb2bf9400b83368e5a93de3d16a"
        + "6c6aa4c10c8cc70758be370fe8e069b466fcfda3ce5ca3383036301f0603551d1104183016821467772e73656c662d74"
        + "6573742e6578616d706c6530130603551d25040c300a06082b06010505070301300506032b65700341007d482375bdb5"
        + "17f5feada1bd1392e78d8b52f3486245144ceae4e66f30291057270a31715ad74dc5db0620ee17b6465201ddba81af3e"
        + "654c94aec75cc8da3701";

    // RFC 2759 9.2 and RFC 3079 3.5.3.
    private const string AuthenticatorChallenge = "5b5d7c7d7b3f2f3e3c2c602132262628";
    private const string PeerChallenge = "21402324255e262a28295f2b3a337c7e";

    private static readonly DateTimeOffset Then = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        ("MD5", () => Known.Equal( // RFC 1321 A.5: "message digest"
            EapMd5.Response((byte)'m', "essage "u8, "digest"u8), "f96b697d7cb7938d525a2f31aaf161d0")),
        ("MS-CHAP-V2", Challenges),
        ("certificate path", ValidatesPaths),
    ];

    private static bool Challenges()
    {
        byte[] authenticator = Convert.FromHexString(AuthenticatorChallenge);
        byte[] peer = Convert.FromHexString(PeerChallenge);
        using SecretBytes hash = MsChapV2.NtPasswordHash("clientPass"u8);
        byte[] response = MsChapV2.NtResponse(authenticator, peer, "User"u8, hash);
        byte[] proof = MsChapV2.AuthenticatorResponse(authenticator, peer, "User"u8, hash, response);
        using SecretBytes msk = MsChapV2Keys.Msk(hash, response);
        return Known.Equal(hash.Span, "44ebba8d5312b8d611474411f56989ae")
            && Known.Equal(response, "82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df")
            && Known.Equal(proof, "407a5589115fd0d6209f510fe9c04566932cda56")
            && Known.Equal(msk.Span[16..32], "8b7cdc149b993a1ba118cb153f56dccb");
    }

    private static bool ValidatesPaths()
    {
        if (!Certificate.TryParse(Convert.FromHexString(Root), out Certificate? root, out _)
            || !Certificate.TryParse(Convert.FromHexString(Leaf), out Certificate? leaf, out _))
            return false;
        using (root)
        using (leaf)
        {
            TrustStore trust = TrustStore.FromCertificates(root);
            return PathValidator.Validate(leaf, [], trust, Then).IsValid
                && PathValidator.Validate(leaf, [], trust, DateTimeOffset.UnixEpoch).Fault == PathFault.NotYetValid
                && !PathValidator.Validate(leaf, [], TrustStore.FromCertificates(), Then).IsValid
                && CertificateIdentity.MatchesHost(leaf, "gw.self-test.example")
                && !CertificateIdentity.MatchesHost(leaf, "self-test");
        }
    }
}
