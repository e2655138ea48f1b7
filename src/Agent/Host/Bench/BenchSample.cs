namespace Holdfast.Host.Bench;

/// <summary>What one run of a load takes, in picoseconds: the median of the batches, and the quickest and slowest of them.</summary>
public readonly record struct BenchSample(long Median, long Lowest, long Highest)
{
    private const long Second = 1_000_000_000_000;

    public long Nanoseconds => (Median + 500) / 1000;

    /// <summary>Of one of the packets, where a run carries several.</summary>
    public BenchSample Per(int packets) => new(Median / packets, Lowest / packets, Highest / packets);

    /// <summary>Megabits a second, if each run carries so many bytes.</summary>
    public long Megabits(int bytes) => Median == 0 ? 0 : bytes * 8L * (Second / 1_000_000) / Median;

    /// <param name="batches">Picoseconds a run, one for each batch, at least one; sorted when this returns.</param>
    public static BenchSample Of(Span<long> batches)
    {
        for (int i = 1; i < batches.Length; i++)
        {
            long one = batches[i];
            int place = i;
            for (; place > 0 && batches[place - 1] > one; place--)
                batches[place] = batches[place - 1];
            batches[place] = one;
        }

        return new BenchSample(batches[batches.Length / 2], batches[0], batches[^1]);
    }
}
