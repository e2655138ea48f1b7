namespace Holdfast.Crypto;

internal static class KeyExchangeAnswers
{
    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        // RFC 7748 5.2, the first case.
        ("X25519", () => Agrees(
            X25519KeyExchange.Import(Hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")),
            Hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")),
        // RFC 5903 8.1.
        ("P-256", () => Agrees(
            OpenSslKeyExchange.Import(KeyExchangeGroup.P256,
                Hex("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433")),
            Hex("d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                + "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"),
            "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de")),
        ("P-256 key generation", () => BothSidesAgree(KeyExchangeAlgorithm.P256)),
        ("MODP-2048", ModpAgrees),
        ("MODP-2048 key generation", () => BothSidesAgree(KeyExchangeAlgorithm.Modp2048)),
    ];

    // No RFC has an example. This one was computed with arbitrary-precision integers: the private key is the octets 1
    // to 28, the peer's value 2^1004, and the shared secret, given by its SHA-256, begins with a zero octet.
    private static bool ModpAgrees()
    {
        byte[] peer = new byte[256];
        peer[^(1004 / 8 + 1)] = 1 << (1004 % 8);
        byte[] privateKey = [.. Enumerable.Range(1, 28).Select(i => (byte)i)];
        using KeyExchange ours = OpenSslKeyExchange.Import(KeyExchangeGroup.Modp2048, privateKey);
        if (!ours.TryAgree(peer, out SecretBytes? secret))
            return false;
        using (secret)
        {
            byte[] digest = new byte[Hash.Length(HashAlgorithm.Sha256)];
            Hash.Compute(HashAlgorithm.Sha256, secret.Span, digest);
            return secret.Span[0] == 0
                && Known.Equal(digest, "a1949ca5c45085412cab7046458c09b9560d8a6adfc7884ab7bb43afca315ca4");
        }
    }

    private static bool Agrees(KeyExchange ours, byte[] peer, string expected)
    {
        using (ours)
        {
            if (!ours.TryAgree(peer, out SecretBytes? secret))
                return false;
            using (secret)
                return Known.Equal(secret.Span, expected);
        }
    }

    private static bool BothSidesAgree(KeyExchangeAlgorithm algorithm)
    {
        var random = new SystemRandom();
        using KeyExchange ours = KeyExchange.Create(algorithm, random);
        using KeyExchange theirs = KeyExchange.Create(algorithm, random);
        if (!theirs.TryAgree(ours.PublicValue, out SecretBytes? expected))
            return false;
        using (expected)
            return Agrees(ours, theirs.PublicValue.ToArray(), Convert.ToHexString(expected.Span));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
