using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>
/// ESP test cases of draft-mcgrew-gcm-test-01 with keys of 128 and 256 bits. Their plaintexts are those of transport
/// mode and partly no packets at all, so they are tried on the cipher, not on a whole SA.
/// </summary>
public sealed class GcmVectorTests
{
    /// <summary>Key, salt, high half of the sequence number (empty: no ESN), plaintext, packet.</summary>
    public static readonly TheoryData<string, string, string, string, string> Cases = new()
    {
        {
            "4c80cdefbb5d10da906ac73c3613a634",
            "2e443b68", "87654321",
            "45000048699a000080114db7c0a80102c0a801010a9bf15638d301000001000000000000045f736970045f7564700373"
            + "69700963796265726369747902646b000021000101020201",
            "00004321000000004956ed7e3b244cfefecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34"
            + "cfa2436f14a3f3cf65925bf1f4a13c5d15b21e1884f5ff6247aeabb786b93bce61bc17d768fd9732459018148f6cbe72"
            + "2fd04796562dfdb4"
        },
        {
            "feffe9928665731c6d6a8f9467308308",
            "cafebabe", "",
            "4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d0010000010000000000000373697009637962"
            + "65726369747902646b00000100010001",
            "0000a5f80000000afacedbaddecaf888deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c"
            + "3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd183b70d3aa8bc6ee4c309e9d85a41ad4a"
        },
        {
            "abbccddef00112233445566778899aababbccddef00112233445566778899aab",
            "11223344", "",
            "4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee0000000007002400020bf0000020405b401010402"
            + "01020201",
            "4a2cbfe3000000020102030405060708ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763"
            + "748a637985771d347f0545659f14e99def842d8eb335f4eecfdbf831824b4c4915956c96"
        },
        {
            "00000000000000000000000000000000",
            "00000000", "",
            "4500003c99c500008001cb7a40679318010101010800075c020044006162636465666768696a6b6c6d6e6f7071727374"
            + "75767761626364656667686901020201",
            "000000000000000100000000000000004688daf2f973a392732909c331d56d60f694abaa414b5e7ff5fdcdfff5e9a284"
            + "456476492719ffb64de7d9dca1e1d894bc3bd57873ed4d181d19d4d5c8c18af3f821d496eeb096e98ad2b69e4799c71d"
        },
        {
            "3de09874b388e6491988d0c3607eae1f",
            "57690e43", "10101010",
            "4500003c99c300008001cb7c40679318010101010800085c020043006162636465666768696a6b6c6d6e6f7071727374"
            + "75767761626364656667686901020201",
            "42f67e3f101010104e280000a2fca1a3fba2caa4853cf9f0f22cb10d86dd83b0fec75691cf1a04b00d1138ec9c357917"
            + "65acbd8701ad79845bf9fe3fba487bc91755e6662b4c8d0d1f5e22739530320ae0d731cc978ecafaeae88f00e80d6e48"
        },
        {
            "3de09874b388e6491988d0c3607eae1f",
            "57690e43", "10101010",
            "4500001c42a200008001441f406793b6e00000020a00f5ff01020201",
            "42f67e3f101010104e280000a2fca1a3fba2ca845e5df9f0f22c3e6e86dd831e1fc65792cd1af9130e1379ed369f071f"
            + "35e034be95f112e4e7d05d35"
        },
        {
            "abbccddef00112233445566778899aab",
            "decaf888", "00000000",
            "4500004933ba00007f119106c3fb1d10c2b1d326c02831ce0035dd7b800302d500004e20001e8c18d75b81dc91baa047"
            + "6b91b924b280389d92c963bac046ec959b6266c04722b14923010101",
            "0000010000000001cafedebaceface7418a6fd42f72cbf4ab2a2ea901f73d814e3e7f243d95412e1c349c1d2fbec168f"
            + "9190feebaf2cb01984e65863965d7472b79da345e0e780191f0d2f0e0f496c226f2127b27db35724e7845d68651f57e6"
            + "5f354f75ff17015769623436"
        },
        {
            "abbccddef00112233445566778899aababbccddef00112233445566778899aab",
            "73616c74", "156f3126",
            "45080028732c00004006e9f90a0106120a01038f06b88023dd6bafbecb71260250101f646d540001",
            "17405e67dd0db99b616e640169766563f2d69ecdbd5a0d5b8d5ef38bad4da58d1f278fde98ef67549d524a3018d9a57f"
            + "f4d3a31ce673119e451626c2415771e3b7eebca614c89b35"
        },
        {
            "7d773d00c144c525ac619d18c84a3f47",
            "d9664267", "",
            "01020201",
            "335467aeffffffff43457e9182443bc6437f866bcb3f699fe9b0822bac961c4504bef270"
        },
        {
            "6c6567616c697a656d6172696a75616e61616e64646f69746265666f72656961",
            "7475726e", "ffffffff",
            "45000030da3a00008001df3bc0a80005c0a800010800c6cd020007006162636465666768696a6b6c6d6e6f7071727374"
            + "01020201",
            "796b6963ffffffff333021696765746df97ab2aa356d8edce17644ac8c78e25dd24dedbb29ebf1b64a274b39b49c3a86"
            + "4cd3d78ca4ae68a32b42458fb57dbe821dcc63b9d0937ba2945f669368661a329fb4c053"
        },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Sealing_gives_the_packet(string key, string salt, string high, string plaintext, string packet)
    {
        byte[] expected = Convert.FromHexString(packet);
        byte[] actual = [.. expected[..16], .. Convert.FromHexString(plaintext), .. new byte[16]];
        using EspCipher cipher = Cipher(key, salt, high);

        cipher.Seal(actual, High(high));

        Assert.Equal(expected, actual);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Opening_gives_the_plaintext(string key, string salt, string high, string plaintext, string packet)
    {
        byte[] bytes = Convert.FromHexString(packet);
        using EspCipher cipher = Cipher(key, salt, high);

        Assert.True(cipher.TryOpen(bytes, High(high)));
        Assert.Equal(plaintext, Convert.ToHexStringLower(bytes[16..^16]));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_high_half_counts_only_with_extended_sequence_numbers(
        string key, string salt, string high, string plaintext, string packet)
    {
        byte[] bytes = Convert.FromHexString(packet);
        using EspCipher cipher = Cipher(key, salt, high);

        Assert.Equal(high.Length == 0, cipher.TryOpen(bytes, High(high) + 1));
        Assert.Equal(plaintext.Length / 2 + 32, bytes.Length);
    }

    private static EspCipher Cipher(string key, string salt, string high) => EspCipher.Create(
        key.Length == 32 ? EspAlgorithm.Aes128Gcm16 : EspAlgorithm.Aes256Gcm16,
        Convert.FromHexString(key + salt),
        high.Length > 0);

    private static uint High(string high) => high.Length == 0 ? 0 : Convert.ToUInt32(high, 16);
}
