using System.Numerics;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class KeyExchangeTests
{
    /// <summary>RFC 3526 3: p = 2^2048 - 2^1984 - 1 + 2^64 * ([2^1918 pi] + 124476).</summary>
    private static readonly BigInteger Prime = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
        + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
        + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
        + "15728E5A8AACAA68FFFFFFFFFFFFFFFF", System.Globalization.NumberStyles.HexNumber);

    public static TheoryData<KeyExchangeAlgorithm> Algorithms => [.. Enum.GetValues<KeyExchangeAlgorithm>()];

    [Theory, MemberData(nameof(Algorithms))]
    public void Both_sides_agree_and_each_exchange_differs(KeyExchangeAlgorithm algorithm)
    {
        var random = new SeededRandom(7);
        var seen = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            using KeyExchange ours = KeyExchange.Create(algorithm, random);
            using KeyExchange theirs = KeyExchange.Create(algorithm, random);
            byte[] secret = Secret(ours, theirs.PublicValue);
            Assert.Equal(secret, Secret(theirs, ours.PublicValue));
            Assert.Equal(algorithm == KeyExchangeAlgorithm.Modp2048 ? 256 : 32, secret.Length);
            Assert.True(seen.Add(Convert.ToHexString(secret)));
        }
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.X25519, 32)]
    [InlineData(KeyExchangeAlgorithm.P256, 64)]
    [InlineData(KeyExchangeAlgorithm.Modp2048, 256)]
    public void Public_values_have_the_length_on_the_wire(KeyExchangeAlgorithm algorithm, int length)
    {
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(8));
        Assert.Equal(algorithm, exchange.Algorithm);
        Assert.Equal(length, KeyExchange.PublicValueLength(algorithm));
        Assert.Equal(length, exchange.PublicValue.Length);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Values_of_another_length_are_refused(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(9));
        byte[] twice = [.. exchange.PublicValue, .. exchange.PublicValue];
        int right = KeyExchange.PublicValueLength(algorithm);
        for (int length = 0; length <= twice.Length; length++)
        {
            if (length != right)
                Refuses(exchange, twice.AsSpan(0, length));
        }
    }

    [Fact]
    public void X25519_is_made_from_the_random_source_alone()
    {
        using KeyExchange one = KeyExchange.Create(KeyExchangeAlgorithm.X25519, new SeededRandom(10));
        using KeyExchange same = KeyExchange.Create(KeyExchangeAlgorithm.X25519, new SeededRandom(10));
        using KeyExchange other = KeyExchange.Create(KeyExchangeAlgorithm.X25519, new SeededRandom(11));
        Assert.Equal(one.PublicValue, same.PublicValue);
        Assert.NotEqual(one.PublicValue.ToArray(), other.PublicValue.ToArray());
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void X25519_refuses_values_of_low_order(string value)
    {
        using KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.X25519, new SeededRandom(12));
        Refuses(exchange, Convert.FromHexString(value));
    }

    [Fact]
    public void P256_refuses_what_is_not_a_point_of_the_curve()
    {
        using KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.P256, new SeededRandom(13));
        byte[] point = exchange.PublicValue.ToArray();
        for (int bit = 0; bit < point.Length * 8; bit += 7)
        {
            byte[] changed = [.. point];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(exchange, changed);
        }
        Refuses(exchange, new byte[64]);
        byte[] beyondTheField = [.. Enumerable.Repeat((byte)0xff, 64)];
        Refuses(exchange, beyondTheField);
        byte[] swapped = [.. point[32..], .. point[..32]];
        Refuses(exchange, swapped);
    }

    [Fact]
    public void P256_gives_the_x_coordinate_alone()
    {
        using KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.P256, new SeededRandom(14));
        byte[] generator = Convert.FromHexString(
            "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
            + "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
        Assert.Equal(exchange.PublicValue[..32], Secret(exchange, generator)); // d * G is the public point
    }

    [Fact]
    public void Modp_refuses_what_is_not_between_one_and_the_prime_less_one()
    {
        using KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.Modp2048, new SeededRandom(15));
        foreach (BigInteger y in new[] { 0, 1, Prime - 1, Prime, Prime + 1, (BigInteger.One << 2048) - 1 })
            Refuses(exchange, Padded(y));
        foreach (BigInteger y in new[] { 2, 3, 4, Prime - 2 })
            Secret(exchange, Padded(y));
    }

    [Fact]
    public void Modp_is_the_group_of_rfc_3526_with_values_padded_on_the_left()
    {
        using KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.Modp2048, new SeededRandom(16));
        Assert.Equal(exchange.PublicValue, Secret(exchange, Padded(2))); // 2^x is the public value: the generator is 2

        byte[] one = [.. Enumerable.Repeat((byte)0, 31), 1]; // the private key 1 gives the peer's value itself
        using KeyExchange identity = OpenSslKeyExchange.Import(KeyExchangeGroup.Modp2048, one);
        Assert.Equal(Padded(2), Secret(identity, Padded(2)));
        Assert.Equal(Padded(Prime - 2), Secret(identity, Padded(Prime - 2)));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_disposed_exchange_is_not_used(KeyExchangeAlgorithm algorithm)
    {
        KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(17));
        byte[] value = exchange.PublicValue.ToArray();
        exchange.Dispose();
        exchange.Dispose();
        Assert.Throws<ObjectDisposedException>(() => exchange.TryAgree(value, out _));
    }

    [Fact]
    public void An_unknown_algorithm_is_misuse() => Assert.Throws<ArgumentOutOfRangeException>(
        () => KeyExchange.Create((KeyExchangeAlgorithm)99, new SeededRandom(18)));

    private static byte[] Secret(KeyExchange exchange, ReadOnlySpan<byte> peer)
    {
        Assert.True(exchange.TryAgree(peer, out SecretBytes? secret));
        using (secret)
            return secret.Span.ToArray();
    }

    private static void Refuses(KeyExchange exchange, ReadOnlySpan<byte> peer)
    {
        Assert.False(exchange.TryAgree(peer, out SecretBytes? secret), Convert.ToHexString(peer));
        Assert.Null(secret);
    }

    private static byte[] Padded(BigInteger number)
    {
        byte[] digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - digits.Length], .. digits];
    }
}
