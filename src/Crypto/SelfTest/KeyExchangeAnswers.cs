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
        // RFC 5903 8.2 and 8.3.
        ("P-384", () => Agrees(
            OpenSslKeyExchange.Import(KeyExchangeGroup.P384,
                Hex("099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194")),
            Hex("e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571"
                + "dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c"),
            "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746")),
        ("P-521", () => Agrees(
            OpenSslKeyExchange.Import(KeyExchangeGroup.P521,
                Hex("0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d937ba9777"
                    + "f5957b2639bab072462f68c27a57382d4a52")),
            Hex("00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e95bb0352f6be64a6"
                + "c2912d4ef2d0433ced2b6171640012d9460f"
                + "015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e86d678ae"
                + "49cb57091f4732296579ab44fcd17f0fc56a"),
            "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a34786859810c06"
                + "b3c715a3a8cc3151f2bee417996d19f3ddea")),
        ("MODP-1536", () => ModpAgrees(
            KeyExchangeGroup.Modp1536, 288, "eb0a860ba4a91d86feb8d75097bb66f12bf8c99d4c4a963c2e704ed3cea1a7be")),
        ("MODP-2048", () => ModpAgrees(
            KeyExchangeGroup.Modp2048, 1004, "a1949ca5c45085412cab7046458c09b9560d8a6adfc7884ab7bb43afca315ca4")),
        ("MODP-2048 key generation", () => BothSidesAgree(KeyExchangeAlgorithm.Modp2048)),
        ("MODP-3072", () => ModpAgrees(
            KeyExchangeGroup.Modp3072, 137, "06b745b46f1bf0d7e108fcdc959eb61844fc8c15bf6db0786db34340b139e809")),
        ("MODP-4096", () => ModpAgrees(
            KeyExchangeGroup.Modp4096, 162, "74ef03e3c659c49d637c4990d94f157d8d5c16984ef357e894e3eb002040fc8e")),
    ];

    // No RFC has an example. These were computed with arbitrary-precision integers: the private key is the octets 1 to
    // 28, the peer's value a power of two, and the shared secret, given by its SHA-256, begins with a zero octet.
    private static bool ModpAgrees(KeyExchangeGroup group, int peerExponent, string digestOfSecret)
    {
        byte[] peer = new byte[group.PublicValueLength];
        peer[^(peerExponent / 8 + 1)] = (byte)(1 << (peerExponent % 8));
        byte[] privateKey = [.. Enumerable.Range(1, 28).Select(i => (byte)i)];
        using KeyExchange ours = OpenSslKeyExchange.Import(group, privateKey);
        if (!ours.TryAgree(peer, out SecretBytes? secret))
            return false;
        using (secret)
        {
            byte[] digest = new byte[Hash.Length(HashAlgorithm.Sha256)];
            Hash.Compute(HashAlgorithm.Sha256, secret.Span, digest);
            return secret.Span[0] == 0 && Known.Equal(digest, digestOfSecret);
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
