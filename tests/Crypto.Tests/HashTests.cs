using System.Security.Cryptography;
using Holdfast.Crypto;
using Xunit;
using HashAlgorithm = Holdfast.Crypto.HashAlgorithm;

namespace Holdfast.Tests.Crypto;

public sealed class HashTests
{
    public static TheoryData<HashAlgorithm> Algorithms => [.. Enum.GetValues<HashAlgorithm>()];

    [Theory, MemberData(nameof(Algorithms))]
    public void Digests_agree_with_another_library(HashAlgorithm algorithm)
    {
        var random = new SeededRandom(5);
        byte[] digest = new byte[Hash.Length(algorithm)];
        for (int length = 0; length < 300; length++)
        {
            byte[] data = random.Bytes(length);
            Hash.Compute(algorithm, data, digest);
            Assert.Equal(CryptographicOperations.HashData(Name(algorithm), data), digest);
        }
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Macs_agree_with_another_library_under_keys_of_any_length(HashAlgorithm algorithm)
    {
        var random = new SeededRandom(6);
        for (int length = 0; length < 300; length++)
        {
            byte[] key = random.Bytes(length), data = random.Bytes(random.Below(500));
            using Hmac hmac = Hmac.Create(algorithm, key);
            Assert.Equal(CryptographicOperations.HmacData(Name(algorithm), key, data), Mac(hmac, data));
        }
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void After_a_mac_the_next_message_begins_under_the_same_key(HashAlgorithm algorithm)
    {
        using Hmac hmac = Hmac.Create(algorithm, "key"u8);
        byte[] first = Mac(hmac, [1, 2, 3]);
        byte[] nothing = Mac(hmac, []);
        hmac.Append([1]);
        hmac.Append([]);
        Assert.Equal(first, Mac(hmac, [2, 3]));
        Assert.NotEqual(first, nothing);
        Assert.Equal(CryptographicOperations.HmacData(Name(algorithm), "key"u8, []), nothing);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_mac_allocates_nothing(HashAlgorithm algorithm)
    {
        using Hmac hmac = Hmac.Create(algorithm, "key"u8);
        byte[] mac = Mac(hmac, [1]);
        Assert.Equal(0, AeadContractTests.LeastAllocatedBy(() =>
        {
            hmac.Append(mac);
            hmac.Finish(mac);
        }));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_destination_of_another_length_is_misuse(HashAlgorithm algorithm)
    {
        using Hmac hmac = Hmac.Create(algorithm, []);
        foreach (int length in new[] { 0, hmac.Length - 1, hmac.Length + 1 })
        {
            Assert.Throws<ArgumentException>("digest", () => Hash.Compute(algorithm, [], new byte[length]));
            Assert.Throws<ArgumentException>("mac", () => hmac.Finish(new byte[length]));
        }
    }

    [Fact]
    public void A_disposed_hmac_is_not_used()
    {
        Hmac hmac = Hmac.Create(HashAlgorithm.Sha256, "key"u8);
        hmac.Dispose();
        Assert.Throws<ObjectDisposedException>(() => hmac.Append([1]));
        Assert.Throws<ObjectDisposedException>(() => hmac.Finish(new byte[32]));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_digest_in_pieces_is_that_of_the_whole(HashAlgorithm algorithm)
    {
        var random = new SeededRandom(7);
        byte[] data = random.Bytes(1000), whole = new byte[Hash.Length(algorithm)], inPieces = new byte[whole.Length];
        Hash.Compute(algorithm, data, whole);
        using RunningHash hash = RunningHash.Create(algorithm);
        for (int at = 0, length; at < data.Length; at += length)
            hash.Append(data.AsSpan(at, length = Math.Min(random.Below(70), data.Length - at)));
        hash.Finish(inPieces);
        Assert.Equal(whole, inPieces);
        Assert.Throws<ArgumentException>("digest", () => hash.Finish(new byte[whole.Length + 1]));
    }

    [Fact]
    public void An_unknown_algorithm_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Hash.Compute((HashAlgorithm)99, [], new byte[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hmac.Create((HashAlgorithm)99, []));
    }

    private static byte[] Mac(Hmac hmac, byte[] data)
    {
        byte[] mac = new byte[hmac.Length];
        hmac.Append(data);
        hmac.Finish(mac);
        return mac;
    }

    private static HashAlgorithmName Name(HashAlgorithm algorithm) => new(algorithm.ToString().ToUpperInvariant());
}
