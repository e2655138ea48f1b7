using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class IntegrityTests
{
    public static TheoryData<IntegrityAlgorithm> Algorithms => [.. Enum.GetValues<IntegrityAlgorithm>()];

    [Theory]
    [InlineData(IntegrityAlgorithm.HmacSha1_96, 20, 12)]
    [InlineData(IntegrityAlgorithm.HmacSha256_128, 32, 16)]
    [InlineData(IntegrityAlgorithm.HmacSha384_192, 48, 24)]
    [InlineData(IntegrityAlgorithm.HmacSha512_256, 64, 32)]
    public void Lengths_are_those_of_the_rfcs(IntegrityAlgorithm algorithm, int key, int icv)
    {
        Assert.Equal(key, Integrity.KeyLength(algorithm));
        Assert.Equal(icv, Integrity.IcvLength(algorithm));
    }

    // RFC 2202 test case 1; RFC 4868 2.7.2.1, AUTH256-1, AUTH384-1 and AUTH512-1: "Hi There" under octets 0b.
    [Theory]
    [InlineData(IntegrityAlgorithm.HmacSha1_96, "b617318655057264e28bc0b6")]
    [InlineData(IntegrityAlgorithm.HmacSha256_128, "198a607eb44bfbc69903a0f1cf2bbdc5")]
    [InlineData(IntegrityAlgorithm.HmacSha384_192, "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973")]
    [InlineData(IntegrityAlgorithm.HmacSha512_256, "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8")]
    public void Known_answers_come_out(IntegrityAlgorithm algorithm, string expected)
    {
        byte[] key = [.. Enumerable.Repeat((byte)0x0b, Integrity.KeyLength(algorithm))];
        using Integrity integrity = Integrity.Create(algorithm, key);
        byte[] icv = new byte[Integrity.IcvLength(algorithm)];
        integrity.Append("Hi "u8);
        integrity.Append("There"u8);
        integrity.Finish(icv);
        Assert.Equal(expected, Convert.ToHexStringLower(icv));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Only_the_right_value_of_the_right_length_verifies(IntegrityAlgorithm algorithm)
    {
        using Integrity integrity = Integrity.Create(algorithm, new SeededRandom(4).Bytes(Integrity.KeyLength(algorithm)));
        byte[] icv = new byte[Integrity.IcvLength(algorithm)];
        integrity.Append([1, 2, 3]);
        integrity.Finish(icv);

        Assert.True(Verify(integrity, [1, 2, 3], icv));
        Assert.False(Verify(integrity, [1, 2, 4], icv));
        Assert.False(Verify(integrity, [1, 2, 3], icv[..^1]));
        Assert.False(Verify(integrity, [1, 2, 3], [.. icv, 0]));
        Assert.False(Verify(integrity, [1, 2, 3], []));
        for (int bit = 0; bit < icv.Length * 8; bit++)
        {
            byte[] forged = [.. icv];
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Verify(integrity, [1, 2, 3], forged));
        }

        Assert.True(Verify(integrity, [1, 2, 3], icv));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Wrong_lengths_and_unknown_algorithms_are_misuse(IntegrityAlgorithm algorithm)
    {
        int key = Integrity.KeyLength(algorithm);
        Assert.Throws<ArgumentException>("key", () => Integrity.Create(algorithm, new byte[key - 1]));
        Assert.Throws<ArgumentException>("key", () => Integrity.Create(algorithm, new byte[key + 1]));
        using Integrity integrity = Integrity.Create(algorithm, new byte[key]);
        Assert.Throws<ArgumentException>("icv", () => integrity.Finish(new byte[Hash.Length(HashOf(algorithm))]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Integrity.IcvLength((IntegrityAlgorithm)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => Integrity.KeyLength((IntegrityAlgorithm)99));
    }

    private static bool Verify(Integrity integrity, byte[] data, byte[] icv)
    {
        integrity.Append(data);
        return integrity.Verify(icv);
    }

    private static HashAlgorithm HashOf(IntegrityAlgorithm algorithm) => algorithm switch
    {
        IntegrityAlgorithm.HmacSha1_96 => HashAlgorithm.Sha1,
        IntegrityAlgorithm.HmacSha256_128 => HashAlgorithm.Sha256,
        IntegrityAlgorithm.HmacSha384_192 => HashAlgorithm.Sha384,
        _ => HashAlgorithm.Sha512,
    };
}
