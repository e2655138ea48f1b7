using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>AES-CBC with HMAC. Tampering, round trips and the rest are tried with every algorithm elsewhere.</summary>
public sealed class CbcTests
{
    // RFC 3602 section 4, case 5: a ping in transport mode. It has no ICV; those below were computed with Python's hmac
    // under the key 00, 01, 02 and so on, with ESN for the high half 7.
    private const string Key = "90d382b410eeba7ad938c46cec1a82bf";

    private const string Plaintext =
        "08000ebda70a00008e9c083db95b070008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"
        + "28292a2b2c2d2e2f30313233343536370102030405060708090a0b0c0d0e0e01";

    private const string Packet =
        "0000432100000001e96e8c08ab465763fd098d45dd3ff893"
        + "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856a4699e523a55db080b59ec3a8e4b7e52"
        + "775b07d1db34ed9c538ab50c551b874aa269add047ad2d5913ac19b7cfbad4a6";

    [Theory]
    [InlineData(IntegrityAlgorithm.HmacSha1_96, false, "9a338e6bd44d34499ec1548b")]
    [InlineData(IntegrityAlgorithm.HmacSha1_96, true, "e703242cac7626afc3617231")]
    [InlineData(IntegrityAlgorithm.HmacSha256_128, false, "29dcb883222069e2a5465186d6e51f05")]
    [InlineData(IntegrityAlgorithm.HmacSha256_128, true, "be3c4ddaa1c834733c8a93af791ecb6a")]
    [InlineData(IntegrityAlgorithm.HmacSha384_192, false, "1c05d8d1494ffa44852610fc1a67907f7ac1ad4b2b371e5f")]
    [InlineData(IntegrityAlgorithm.HmacSha384_192, true, "8748ec8a060f79b0d3e37d4638df3b128caaa49a20cb59df")]
    [InlineData(IntegrityAlgorithm.HmacSha512_256, false,
        "c84543448ba2f1a6c1f2f7b38800e190dcd520a91bbe072e33f674555c06800a")]
    [InlineData(IntegrityAlgorithm.HmacSha512_256, true,
        "22a10465cfe69b32f7c4c81d93f5aca855f9263925ce643162cddf1205b8304f")]
    public void The_packet_of_rfc_3602_comes_out_and_opens_again(IntegrityAlgorithm integrity, bool extended, string icv)
    {
        byte[] key = [.. Convert.FromHexString(Key), .. Counting(Integrity.KeyLength(integrity))];
        byte[] expected = Convert.FromHexString(Packet + icv);
        byte[] packet = [.. expected[..24], .. Convert.FromHexString(Plaintext), .. new byte[icv.Length / 2]];
        using EspCipher cipher = EspCipher.Create(EspAlgorithm.Aes128Cbc(integrity), key, extended);

        cipher.Seal(packet, 7);
        Assert.Equal(expected, packet);
        Assert.True(cipher.TryOpen(packet, 7));
        Assert.Equal(Plaintext, Convert.ToHexStringLower(packet[24..^(icv.Length / 2)]));

        Assert.Equal(!extended, cipher.TryOpen([.. expected], 8)); // the high half counts with ESN only
    }

    [Fact]
    public void Nothing_is_decrypted_before_the_checksum_has_proved_right()
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128));
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] slab = peer.Carry(1, Packets.In(200));
        slab[^1] ^= 1;
        byte[] before = [.. slab];

        Assert.False(sa.TryOpen(slab, new SlabRange(0, slab.Length), Child.Now, out _, out _));
        Assert.Equal(before, slab);
    }

    [Fact]
    public void A_ciphertext_of_broken_blocks_is_refused_at_every_length()
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha256_128));
        using DataPath path = new();
        path.Install(spec);
        byte[] slab = new byte[200];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(slab, spec.InboundSpi);
        slab[7] = 1;
        for (int length = 0; length <= slab.Length; length++)
            Assert.NotEqual(DropReason.None, Child.Accept(path, slab[..length]));
    }

    [Fact]
    public void An_iv_is_never_used_twice_and_shows_no_counter()
    {
        using OutboundSa sa = new(Child.Spec(EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128)));
        HashSet<string> seen = [];
        int[] ones = new int[128];
        for (int i = 0; i < 1000; i++)
        {
            byte[] slab = Child.Slab(Packets.Out());
            Assert.True(sa.TrySeal(slab, new SlabRange(EspFormat.Headroom, 84), 4, Child.Now, out SlabRange packet, out _));
            byte[] iv = slab.AsSpan(packet.Offset + 8, 16).ToArray();
            Assert.True(seen.Add(Convert.ToHexString(iv)));
            for (int bit = 0; bit < ones.Length; bit++)
                ones[bit] += (iv[bit / 8] >> (bit % 8)) & 1;
        }

        Assert.All(ones, count => Assert.InRange(count, 400, 600)); // 500, give or take six deviations
    }

    [Fact]
    public void The_keys_of_the_two_directions_and_of_each_child_make_other_ivs()
    {
        EspAlgorithm algorithm = EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128);
        HashSet<string> ivs = [];
        for (uint spi = 1; spi <= 50; spi++)
        {
            using EspCipher cipher = EspCipher.Create(algorithm, Child.Key(algorithm, spi), false);
            byte[] iv = new byte[16];
            cipher.WriteIv(iv, 1);
            Assert.True(ivs.Add(Convert.ToHexString(iv)));
        }
    }

    [Fact]
    public void The_padding_of_a_peer_may_be_longer_than_a_block()
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha384_192));
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] inner = Packets.In(60);
        byte[] padding = Counting(1 + 16 + 16 + 1, 1);
        byte[] plaintext = [.. inner, .. padding, (byte)padding.Length, 4];
        Assert.Equal(0, plaintext.Length % 16);

        Assert.Equal(DropReason.None, Child.Open(sa, peer.Seal(1, plaintext), out byte[] arrived));
        Assert.Equal(inner, arrived);
    }

    private static byte[] Counting(int length, int from = 0) =>
        [.. Enumerable.Range(from, length).Select(i => (byte)i)];
}
