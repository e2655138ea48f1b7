namespace Holdfast.Crypto;

internal static class HashAnswers
{
    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        // RFC 6234 8.5, test 1.
        ("SHA-1", () => Hashes(HashAlgorithm.Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d")),
        ("SHA-256", () => Hashes(HashAlgorithm.Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")),
        ("SHA-384", () => Hashes(HashAlgorithm.Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
            + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")),
        ("SHA-512", () => Hashes(HashAlgorithm.Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")),
        // RFC 2202 3 and RFC 4231 4.3, test case 2.
        ("HMAC-SHA-1", () => Authenticates(HashAlgorithm.Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")),
        ("HMAC-SHA-256", () => Authenticates(HashAlgorithm.Sha256,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")),
        ("HMAC-SHA-384", () => Authenticates(HashAlgorithm.Sha384,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
            + "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649")),
        ("HMAC-SHA-512", () => Authenticates(HashAlgorithm.Sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")),
    ];

    private static bool Hashes(HashAlgorithm algorithm, string expected)
    {
        byte[] digest = new byte[Hash.Length(algorithm)];
        Hash.Compute(algorithm, "abc"u8, digest);
        return Known.Equal(digest, expected);
    }

    private static bool Authenticates(HashAlgorithm algorithm, string expected)
    {
        using Hmac hmac = Hmac.Create(algorithm, "Jefe"u8);
        byte[] mac = new byte[hmac.Length];
        hmac.Append("what do ya want "u8);
        hmac.Append("for nothing?"u8);
        hmac.Finish(mac);
        return Known.Equal(mac, expected);
    }
}
