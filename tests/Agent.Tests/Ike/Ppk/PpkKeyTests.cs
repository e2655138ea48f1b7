using System.Text;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>
/// Keys with a PPK (RFC 8784 section 3). The answers are of another implementation: hmac and hashlib of Python, from
/// SKEYSEED on, with the inputs below.
/// </summary>
public sealed class PpkKeyTests
{
    private static readonly Dictionary<PrfId, (string D, string Pi, string Pr)> Answers = new()
    {
        [PrfId.HmacSha256] = (
            "64cec48a8a3a2d22e901451a52d0e71a62ff663dab52f44487dc1702a13b826d",
            "2a908543bfc42d47c20ef2e61157eb23608b3577a5d0ac7cd800478ca02b2638",
            "c658456683c577607b3f8ed8424ed0aa58027c8d2d1f0f1b2a05421ac682a2c1"),
        [PrfId.HmacSha384] = (
            "0ee69bc4dba1702af42d7291d2d86f2c34db20250b4a9cfd6a6bf7b2ca5b1a1fb8cd3f8b6ff1ae4e3e7347e840dba8e0",
            "d081ef5169377f8cab37e00b808be8f14759a7f37277fe683cde37b256aae0a24639fde43a8f0a93f7bf2dc490b761c2",
            "e3095e3e9b791ac58220f4378fcdc785cbabbc98e97dba260f582c4514847fde2977eaa3993e36f01ddf38dc94e06700"),
        [PrfId.HmacSha512] = (
            "85633e272dc08039a6622f27a7c59619dc845a32bd3ac4cbde8c305013022b3299ba45e56a892ca503f90e403bf33387c865ac945065472e381c6008be0361c8",
            "1a31520d24e24848234049eafed3b1c1123c5dbfdff4d0bc2394887e0e2be03083d951860250bdcd074e2af279b0e08fc271a770e480b87d6f04553b3b9d811f",
            "92de499fb8e504527776d4868bc8fe72a84e04aa382d55559135ba3781d1f7d5de7aa0ea61ae68a0d538ea2f30bfec7598d75bbbeafb8f35e0c831211322cc65"),
    };

    public static TheoryData<PrfId> Prfs => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Prfs))]
    public void They_are_those_of_another_implementation(PrfId prf)
    {
        using IkeKeys keys = Derive(prf);
        using PpkKeys mixed = new(prf, Encoding.ASCII.GetBytes(PpkScript.Secret), keys);

        Assert.Equal(Answers[prf], (Hex(mixed.D), Hex(mixed.Pi), Hex(mixed.Pr)));
    }

    [Theory]
    [MemberData(nameof(Prfs))]
    public void Those_of_the_messages_stay(PrfId prf)
    {
        using IkeKeys before = Derive(prf);
        using IkeKeys keys = Derive(prf);
        using PpkKeys mixed = new(prf, Encoding.ASCII.GetBytes(PpkScript.Secret), keys);
        Assert.Equal(Hex(before.D), Hex(keys.D));

        keys.Adopt(mixed);

        Assert.Equal(Answers[prf], (Hex(keys.D), Hex(keys.Pi), Hex(keys.Pr)));
        Assert.Equal(
            Hex([.. before.Ai, .. before.Ar, .. before.Ei, .. before.Er]), Hex([.. keys.Ai, .. keys.Ar, .. keys.Ei, .. keys.Er]));
    }

    /// <summary>By the PRF of the suite, with the longest encryption keys for the longer ones.</summary>
    private static IkeKeys Derive(PrfId prf)
    {
        IkeSuite suite = new(
            EncryptionId.AesGcm16, prf == PrfId.HmacSha256 ? 128 : 256, IntegrityId.None, prf, KeyExchangeMethod.Curve25519);
        return IkeKeys.Derive(suite, [.. Enumerable.Range(0, 32).Select(i => (byte)i)], Of(0x11, 32), Of(0x22, 32), Of(0x33, 8), Of(0x44, 8));
    }

    private static byte[] Of(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
