namespace Holdfast.Host.Bench;

/// <summary>Times a load in batches: first a fifth of the time to warm up and to find the size of a batch, then the batches.</summary>
/// <param name="now">Nanoseconds on a clock that nobody sets.</param>
public sealed class Sampler(Func<long> now)
{
    private const int Batches = 40;
    private const int LargestBatch = 1 << 24;

    /// <param name="load">Does its work so many times.</param>
    /// <param name="time">Of the whole measurement; roughly.</param>
    public BenchSample Measure(Action<int> load, TimeSpan time)
    {
        long nanoseconds = time.Ticks * 100;
        int size = WarmUp(load, nanoseconds / 5, nanoseconds * 4 / 5 / Batches);
        Span<long> batches = stackalloc long[Batches];
        for (int i = 0; i < Batches; i++)
            batches[i] = Time(load, size) * 1000 / size;
        return BenchSample.Of(batches);
    }

    /// <summary>How often the load is run in a batch of that time.</summary>
    private int WarmUp(Action<int> load, long time, long batch)
    {
        long end = now() + time;
        long size = 1;
        long taken;
        do
        {
            taken = Math.Max(Time(load, (int)size), 1);
            size = Math.Clamp(Math.Min(size * batch / taken, size * 8), 1, LargestBatch);
        }
        while (now() < end);
        return (int)size;
    }

    private long Time(Action<int> load, int times)
    {
        long start = now();
        load(times);
        return now() - start;
    }
}
