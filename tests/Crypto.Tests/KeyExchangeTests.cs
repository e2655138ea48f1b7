using System.Numerics;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class KeyExchangeTests
{
    /// <summary>Those whose two sides are alike; for ML-KEM see <see cref="MlKemTests"/>.</summary>
    public static TheoryData<KeyExchangeAlgorithm> Algorithms =>
        [.. Enum.GetValues<KeyExchangeAlgorithm>().Where(a => MlKemParameters.TryOf(a) is null)];

    [Theory, MemberData(nameof(Algorithms))]
    public void Both_sides_agree_and_each_exchange_differs(KeyExchangeAlgorithm algorithm)
    {
        var random = new SeededRandom(7);
        var seen = new HashSet<string>();
        int exchanges = algorithm >= KeyExchangeAlgorithm.Modp3072 ? 10 : 50; // these take their time
        for (int i = 0; i < exchanges; i++)
        {
            using KeyExchange ours = KeyExchange.Create(algorithm, random);
            using KeyExchange theirs = KeyExchange.Create(algorithm, random);
            byte[] secret = Secret(ours, theirs.PublicValue);
            Assert.Equal(secret, Secret(theirs, ours.PublicValue));
            Assert.Equal(SecretLength(algorithm), secret.Length);
            Assert.True(seen.Add(Convert.ToHexString(secret)));
        }
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.X25519, 32)]
    [InlineData(KeyExchangeAlgorithm.P256, 64)]
    [InlineData(KeyExchangeAlgorithm.P384, 96)]
    [InlineData(KeyExchangeAlgorithm.P521, 132)]
    [InlineData(KeyExchangeAlgorithm.Modp1536, 192)]
    [InlineData(KeyExchangeAlgorithm.Modp2048, 256)]
    [InlineData(KeyExchangeAlgorithm.Modp3072, 384)]
    [InlineData(KeyExchangeAlgorithm.Modp4096, 512)]
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

    [Theory]
    [InlineData(KeyExchangeAlgorithm.P256)]
    [InlineData(KeyExchangeAlgorithm.P384)]
    [InlineData(KeyExchangeAlgorithm.P521)]
    public void Curves_refuse_what_is_not_a_point_of_them(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(13));
        byte[] point = exchange.PublicValue.ToArray();
        for (int bit = 0; bit < point.Length * 8; bit += 7)
        {
            byte[] changed = [.. point];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(exchange, changed);
        }

        Refuses(exchange, new byte[point.Length]);
        byte[] beyondTheField = [.. Enumerable.Repeat((byte)0xff, point.Length)];
        Refuses(exchange, beyondTheField);
        int half = point.Length / 2;
        byte[] swapped = [.. point[half..], .. point[..half]];
        Refuses(exchange, swapped);
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.P256, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")]
    [InlineData(KeyExchangeAlgorithm.P384, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
        + "ffffffff0000000000000000ffffffff")]
    [InlineData(KeyExchangeAlgorithm.P521, "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Curves_refuse_coordinates_of_the_field_size_and_more(KeyExchangeAlgorithm algorithm, string prime)
    {
        // RFC 6989 2.3: 0 <= x, y < p. A point of the curve with p added to a coordinate is congruent, but no encoding.
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(21));
        byte[] field = Convert.FromHexString(prime);
        byte[] point = exchange.PublicValue.ToArray();
        Refuses(exchange, [.. field, .. point[field.Length..]]);
        Refuses(exchange, [.. point[..field.Length], .. field]);
        BigInteger y = new(point.AsSpan(field.Length), isUnsigned: true, isBigEndian: true);
        BigInteger p = new(field, isUnsigned: true, isBigEndian: true);
        byte[] more = (y + p).ToByteArray(isUnsigned: true, isBigEndian: true);
        if (more.Length == field.Length)
            Refuses(exchange, [.. point[..field.Length], .. more]);
        byte[] inverse = [.. new byte[field.Length - (p - y).GetByteCount(isUnsigned: true)],
            .. (p - y).ToByteArray(isUnsigned: true, isBigEndian: true)];
        Secret(exchange, [.. point[..field.Length], .. inverse]); // while -P is a point
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

    [Theory]
    [InlineData(KeyExchangeAlgorithm.Modp1536, 1536)]
    [InlineData(KeyExchangeAlgorithm.Modp2048, 2048)]
    [InlineData(KeyExchangeAlgorithm.Modp3072, 3072)]
    [InlineData(KeyExchangeAlgorithm.Modp4096, 4096)]
    public void Modp_refuses_what_is_not_between_one_and_the_prime_less_one(KeyExchangeAlgorithm algorithm, int bits)
    {
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(15));
        BigInteger prime = Rfc3526.Prime(bits);
        foreach (BigInteger y in new[] { 0, 1, prime - 1, prime, prime + 1, (BigInteger.One << bits) - 1 })
            Refuses(exchange, Padded(y, bits));
        foreach (BigInteger y in new[] { 2, 3, 4, prime - 2 })
            Secret(exchange, Padded(y, bits));
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.Modp1536, 1536)]
    [InlineData(KeyExchangeAlgorithm.Modp2048, 2048)]
    [InlineData(KeyExchangeAlgorithm.Modp3072, 3072)]
    [InlineData(KeyExchangeAlgorithm.Modp4096, 4096)]
    public void Modp_is_the_group_of_rfc_3526_with_values_padded_on_the_left(KeyExchangeAlgorithm algorithm, int bits)
    {
        using KeyExchange exchange = KeyExchange.Create(algorithm, new SeededRandom(16));
        byte[] two = Padded(2, bits);
        Assert.Equal(exchange.PublicValue, Secret(exchange, two)); // 2^x is the public value: the generator is 2

        byte[] one = [.. Enumerable.Repeat((byte)0, 31), 1]; // the private key 1 gives the peer's value itself
        using KeyExchange identity = OpenSslKeyExchange.Import(KeyExchangeGroup.Of(algorithm), one);
        byte[] largest = Padded(Rfc3526.Prime(bits) - 2, bits);
        Assert.Equal(two, Secret(identity, two));
        Assert.Equal(largest, Secret(identity, largest));
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

    private static byte[] Padded(BigInteger number, int bits)
    {
        byte[] digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[(bits / 8) - digits.Length], .. digits];
    }

    private static int SecretLength(KeyExchangeAlgorithm algorithm) => algorithm switch
    {
        KeyExchangeAlgorithm.P384 => 48,
        KeyExchangeAlgorithm.P521 => 66,
        KeyExchangeAlgorithm.Modp1536 => 192,
        KeyExchangeAlgorithm.Modp2048 => 256,
        KeyExchangeAlgorithm.Modp3072 => 384,
        KeyExchangeAlgorithm.Modp4096 => 512,
        _ => 32,
    };
}
