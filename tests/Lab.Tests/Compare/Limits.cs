using System.Diagnostics;

namespace Holdfast.Lab.Compare;

/// <summary>
/// What no program of this shape can go below on this machine. Of each byte: the stack is passed twice (the stream's own
/// segments and the datagrams, each as the plain path does it), it is copied out of the TUN device and into one, sealed and
/// opened.
/// </summary>
/// <param name="CopyBytes">A second, from one place in the cache to another.</param>
/// <param name="PlainSeconds">Processor seconds a GB on the plain path.</param>
public sealed record Limits(double CopyBytes, double PlainSeconds)
{
    private const int Block = 64 * 1024, Blocks = 16;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.3);

    public static Limits Measure(Results results) => new(CopySpeed(), (Plain(results, one => one.Up) + Plain(results, one => one.Down)) / 2);

    /// <summary>Processor seconds a GB of all programs together.</summary>
    public double All(double aeadBytes) => (2 * PlainSeconds) + (2 * Copy) + (2 * Seconds(aeadBytes));

    /// <summary>Of one end's program: its half of one pass, a copy, the cipher.</summary>
    public double End(double aeadBytes) => (PlainSeconds / 2) + Copy + Seconds(aeadBytes);

    /// <summary>All cores are busy with nothing else, and no thread with more than it can do.</summary>
    public double MegabitsPerSecond(double aeadBytes) =>
        8000 * Math.Min(Environment.ProcessorCount / All(aeadBytes), 1 / End(aeadBytes));

    public IEnumerable<string> Text(Results results)
    {
        yield return $"Physical limits of this machine: memory is copied at {Gigabytes(CopyBytes)} GB/s in the cache; the plain path costs "
            + $"{Figures.Text(PlainSeconds, 2)} CPU seconds a GB. A tunnel passes the stack twice, copies twice more, "
            + "seals and opens:";
        foreach (var cipher in Contender.Ciphers)
        {
            var aead = AeadSpeed.Measure(cipher);
            var name = Contender.Holdfast(cipher);
            var reached = new Figures(
                [results.Median(name, one => one.Up.MegabitsPerSecond), results.Median(name, one => one.Down.MegabitsPerSecond)]);
            yield return "";
            yield return $"- {cipher}: libcrypto seals {AeadSpeed.PacketBytes:N0} bytes at {Gigabytes(aead)} GB/s; that makes at least "
                + $"{Figures.Text(All(aead), 2)} CPU seconds a GB of all programs, {Figures.Text(End(aead), 2)} of each end's program, "
                + $"and at most {Figures.Text(MegabitsPerSecond(aead), 0)} Mbit/s on {Environment.ProcessorCount} cores"
                + (double.IsFinite(reached.Median) ? $", of which {100 * reached.Median / MegabitsPerSecond(aead):F0} % are reached." : ".");
        }
    }

    private double Copy => Seconds(CopyBytes);

    // The lowest, as it is a bound.
    private static double Plain(Results results, Func<Sample, Stream> direction) =>
        results.Of(Contender.Plain, one => direction(one).All).Lowest;

    private static double Seconds(double bytesPerSecond) => 1e9 / bytesPerSecond;

    private static string Gigabytes(double bytes) => Figures.Text(bytes / 1e9, 2);

    private static double CopySpeed()
    {
        var (source, destination) = (new byte[Blocks * Block], new byte[Blocks * Block]);
        return Speed.Best(Enough, Blocks * Block, () =>
        {
            for (var offset = 0; offset < source.Length; offset += Block)
                source.AsSpan(offset, Block).CopyTo(destination.AsSpan(offset));
        });
    }
}

/// <summary>How fast something goes that goes on at the same pace.</summary>
public static class Speed
{
    /// <summary>The best of many tries, which the machine's other work disturbs least.</summary>
    /// <returns>Bytes a second.</returns>
    public static double Best(TimeSpan enough, int bytes, Action once)
    {
        var (best, start) = (long.MaxValue, Stopwatch.GetTimestamp());
        do
        {
            var before = Stopwatch.GetTimestamp();
            once();
            best = Math.Min(best, Stopwatch.GetTimestamp() - before);
        }
        while (Stopwatch.GetElapsedTime(start) < enough);
        return bytes * (double)Stopwatch.Frequency / best;
    }
}
