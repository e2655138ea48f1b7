using Holdfast.Crypto;

namespace Holdfast.Supervision;

/// <summary>Jitter.</summary>
internal static class Chance
{
    /// <summary>In [0, 1).</summary>
    public static double Of(IRandom random)
    {
        Span<byte> bytes = stackalloc byte[2];
        random.Fill(bytes);
        return BitConverter.ToUInt16(bytes) / 65536.0;
    }

    /// <summary>Up to <paramref name="most"/>.</summary>
    public static TimeSpan Upto(IRandom random, TimeSpan most) => TimeSpan.FromSeconds(most.TotalSeconds * Of(random));
}
