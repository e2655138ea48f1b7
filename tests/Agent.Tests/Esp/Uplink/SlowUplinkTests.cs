using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

public sealed class SlowUplinkTests(ITestOutputHelper output)
{
    private const long RoundTrip = 20 * UplinkWorld.Millisecond;

    [Theory]
    [InlineData(1e6, 1)]
    [InlineData(1e6, 8)]
    [InlineData(10e6, 1)]
    [InlineData(10e6, 8)]
    [InlineData(100e6, 1)]
    [InlineData(100e6, 8)]
    [InlineData(1000e6, 1)]
    [InlineData(1000e6, 8)]
    public void Explore(double rate, int greedy)
    {
        foreach (long late in new[] { 0, 500_000, 3_000_000 })
        {
            UplinkWorld world = new(1, rate, true, 4 << 20, late);
            List<GreedyFlow> flows = [];
            for (int i = 0; i < greedy; i++)
                flows.Add(world.AddGreedy(RoundTrip));
            SparseFlow call = world.AddSparse(200, 20 * UplinkWorld.Millisecond);
            world.RunFor(2 * UplinkWorld.Second);
            double first = call.Delay(1);
            call.Forget();
            long[] before = [.. flows.Select(f => f.DeliveredBytes)];
            int wakes = world.Sender!.WakeUps;
            double used = world.Utilization(4 * UplinkWorld.Second);
            double[] shares = [.. flows.Select((f, i) => (double)(f.DeliveredBytes - before[i]))];
            output.WriteLine($"{rate / 1e6} Mbit/s {greedy} flows late {late / 1e6} ms: used {used:F3}, jain {Jain(shares):F3}, first 2 s max {first:F1}, delay median {call.Delay(0.5):F1} p99 {call.Delay(0.99):F1} max {call.Delay(1):F1} ms, lost {call.Sent - call.Arrived}, wakes/s {(world.Sender.WakeUps - wakes) / 4}, shortest {world.Sender.ShortestSleep / 1e6:F2}, rate {world.Sender.Budget.BytesPerSecond * 8 / 1e6:F2}, drops {world.Sender.Queue.Drops.Total}, bypass {world.Sender.Bypassed}");
        }
    }

    [Theory]
    [InlineData(1e6, 10e6)]
    [InlineData(10e6, 1e6)]
    [InlineData(10e6, 100e6)]
    [InlineData(100e6, 10e6)]
    [InlineData(100e6, 1000e6)]
    [InlineData(1000e6, 100e6)]
    public void Follow(double from, double to)
    {
        foreach (long late in new[] { 0, 500_000, 3_000_000 })
        {
            UplinkWorld world = new(1, from, true, 4 << 20, late);
            for (int i = 0; i < 8; i++)
                world.AddGreedy(RoundTrip);
            SparseFlow call = world.AddSparse(200, 20 * UplinkWorld.Millisecond);
            world.RunFor(3 * UplinkWorld.Second);
            world.Link.BitsPerSecond = to;
            string line = "";
            for (int i = 0; i < 10; i++)
            {
                call.Forget();
                double used = world.Utilization(UplinkWorld.Second / 5);
                line += $" {used:F2}/{call.Delay(1):F0}ms";
            }

            output.WriteLine($"{from / 1e6} to {to / 1e6} late {late / 1e6}: {line}");
        }
    }

    private static double Jain(double[] x) => x.Sum() * x.Sum() / (x.Length * x.Sum(v => v * v));
}
