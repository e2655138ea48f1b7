using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Bench;

/// <summary>The lines of <c>holdfast bench</c> about the whole way out, from TUN device to socket. They take root.</summary>
/// <param name="output">Where to.</param>
/// <param name="time">What each line may take.</param>
public sealed class TunBench(TextWriter output, TimeSpan time)
{
    private const int Windows = 10;
    private const int LeastPackets = 64;
    private const long Patience = 1_000_000_000; // ns

    /// <summary>On a thread of its own, whose network namespace is not the machine's.</summary>
    public void Run(IReadOnlyList<EspAlgorithm> ciphers)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Measure(ciphers);
            }
            catch (Exception problem)
            {
                failure = problem;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is LinuxException refused)
            output.WriteLine($"tun   not measured: {refused.Message}");
        else if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }

    private void Measure(IReadOnlyList<EspAlgorithm> ciphers)
    {
        NetworkNamespace.EnterNew();
        foreach (EspAlgorithm cipher in ciphers)
            output.WriteLine(new BenchRow("tun", $"{cipher}", Measure(cipher, BenchRow.SmallPacket), Measure(cipher, BenchRow.LargePacket)));
    }

    private BenchSample Measure(EspAlgorithm cipher, int length)
    {
        using TunLoad load = new(cipher, length);
        long window = time.Ticks * 100 / 2 / (Windows + 1);
        Count(load, window); // to warm up
        Span<long> samples = stackalloc long[Windows];
        for (int i = 0; i < Windows; i++)
            samples[i] = Count(load, window);
        return BenchSample.Of(samples);
    }

    /// <summary>Picoseconds a packet over so many nanoseconds, or longer where nothing has gone out by then.</summary>
    private static long Count(TunLoad load, long nanoseconds)
    {
        (long begun, long before, long now) = (BootClock.Awake(), load.Sent, 0);
        do
        {
            load.Push();
            now = BootClock.Awake() - begun;
        }
        while (now < nanoseconds || (load.Sent - before < LeastPackets && now < Patience));
        return now * 1000 / Math.Max(1, load.Sent - before);
    }
}
