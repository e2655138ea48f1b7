using System.Numerics;

namespace Holdfast.Tests.Crypto;

/// <summary>The primes of RFC 3526, by its formula: p = 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c).</summary>
internal static class Rfc3526
{
    internal static BigInteger Prime(int bits) =>
        (BigInteger.One << bits) - (BigInteger.One << (bits - 64)) - 1 + ((Pi(bits - 130) + Addend(bits)) << 64);

    private static int Addend(int bits) => bits switch
    {
        1536 => 741804,
        2048 => 124476,
        3072 => 1690314,
        4096 => 240904,
        _ => throw new ArgumentOutOfRangeException(nameof(bits)),
    };

    /// <summary>[2^bits pi], by Machin's formula with bits to spare.</summary>
    private static BigInteger Pi(int bits)
    {
        const int Spare = 64;
        BigInteger one = BigInteger.One << (bits + Spare);
        return 4 * ((4 * ArcTangentOfInverse(5, one)) - ArcTangentOfInverse(239, one)) >> Spare;
    }

    private static BigInteger ArcTangentOfInverse(int x, BigInteger one)
    {
        BigInteger power = one / x;
        BigInteger sum = power;
        for (int n = 3, sign = -1; !power.IsZero; n += 2, sign = -sign)
        {
            power /= x * x;
            sum += sign * (power / n);
        }

        return sum;
    }
}
