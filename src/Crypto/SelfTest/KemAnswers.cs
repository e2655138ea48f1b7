namespace Holdfast.Crypto;

internal static class KemAnswers
{
    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        // The seed is the first of the official round 3 seeds, as Wycheproof has it; the key is given by its SHA-256.
        ("ML-KEM-768", () => Answers(
            MlKemParameters.MlKem768,
            Convert.FromHexString("7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d"
                + "8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f"),
            "86adbca81f4fee893e2fb58fb98aa2fe188f501fed268d7f4056f8c05c4e53c4",
            "c5f71f0f8573ee4dd87963c57e16dbf69498afcd898270ebfcf27ea69f45e96e")),
        ("ML-KEM-1024", () => Answers(
            MlKemParameters.MlKem1024, [.. Enumerable.Range(0, 64).Select(i => (byte)i)], null,
            "294cb5b6b0f37a047745a2a69991f66ac85936e1b077e717eaeb26bb0ba42c68")),
    ];

    // A ciphertext of zeros was made for no key: what it leads to is SHAKE256(z | ciphertext) (FIPS 203, algorithm 18), which
    // was computed by another implementation of SHAKE256.
    private static bool Answers(MlKemParameters parameters, byte[] seed, string? digestOfKey, string rejection)
    {
        using KeyExchange ours = MlKemKeyExchange.Import(parameters, seed);
        byte[] digest = new byte[Hash.Length(HashAlgorithm.Sha256)];
        Hash.Compute(HashAlgorithm.Sha256, ours.PublicValue, digest);
        return (digestOfKey is null || Known.Equal(digest, digestOfKey))
            && ours.TryAgree(new byte[parameters.CiphertextLength], out SecretBytes? rejected)
            && IsKnown(rejected, rejection)
            && KeyExchange.TryAnswer(parameters.Algorithm, new SystemRandom(), ours.PublicValue, out byte[] answer, out SecretBytes? theirs)
            && Agrees(ours, answer, theirs);
    }

    private static bool Agrees(KeyExchange ours, byte[] answer, SecretBytes theirs)
    {
        using (theirs)
            return ours.TryAgree(answer, out SecretBytes? secret) && IsKnown(secret, Convert.ToHexString(theirs.Span));
    }

    private static bool IsKnown(SecretBytes secret, string expected)
    {
        using (secret)
            return Known.Equal(secret.Span, expected);
    }
}
