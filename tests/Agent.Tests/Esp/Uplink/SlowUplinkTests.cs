using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

/// <summary>Simulated uplinks with a large buffer that nobody manages, on a virtual clock.</summary>
public sealed class SlowUplinkTests
{
    private const double Mbit = 1e6;
    private const long RoundTrip = 20 * UplinkWorld.Millisecond;
    private const long CallEvery = 20 * UplinkWorld.Millisecond;
    private const int CallLength = 200;

    [Fact]
    public void Without_the_queue_a_call_waits_for_seconds()
    {
        UplinkWorld world = new(1, 10 * Mbit, hasQueue: false);
        AddGreedy(world, 8);
        SparseFlow call = world.AddSparse(CallLength, CallEvery);
        world.RunFor(6 * UplinkWorld.Second);

        Assert.InRange(call.Delay(0.9), 1_000, double.MaxValue);
    }

    [Theory]
    [InlineData(1, 1, 30)] // two full packets take 23 ms
    [InlineData(10, 1, 20)]
    [InlineData(10, 8, 20)]
    [InlineData(100, 1, 20)]
    [InlineData(100, 8, 20)]
    public void A_call_is_not_delayed_by_transfers_that_use_all_of_the_link(double megabits, int greedy, double longest)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            UplinkWorld world = new(seed, megabits * Mbit);
            AddGreedy(world, greedy);
            SparseFlow call = world.AddSparse(CallLength, CallEvery);
            world.RunFor(2 * UplinkWorld.Second);
            call.Forget();
            double used = world.Utilization(4 * UplinkWorld.Second);

            Assert.InRange(used, 0.95, 1.01);
            Assert.InRange(call.Delay(0.99), 0, longest);
            Assert.InRange(call.Sent - call.Arrived, 0, 2); // on their way
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(400)]
    public void Transfers_share_the_link_and_use_all_of_it(double megabits)
    {
        UplinkWorld world = new(4, megabits * Mbit);
        List<GreedyFlow> flows = AddGreedy(world, 8);
        world.RunFor(2 * UplinkWorld.Second);
        long[] before = [.. flows.Select(f => f.DeliveredBytes)];
        double used = world.Utilization(4 * UplinkWorld.Second);

        Assert.InRange(used, 0.95, 1.01);
        Assert.InRange(Fairness([.. flows.Select((f, i) => (double)(f.DeliveredBytes - before[i]))]), 0.95, 1);
    }

    [Fact]
    public void Flows_with_short_and_long_round_trips_get_the_same()
    {
        UplinkWorld world = new(5, 10 * Mbit);
        List<GreedyFlow> flows = [];
        for (int i = 0; i < 4; i++)
            flows.Add(world.AddGreedy((5 + 10 * i) * UplinkWorld.Millisecond));
        world.RunFor(6 * UplinkWorld.Second);

        Assert.InRange(Fairness([.. flows.Select(f => (double)f.DeliveredBytes)]), 0.95, 1);
    }

    [Fact]
    public void Who_knows_ECN_is_marked_instead_of_dropped()
    {
        UplinkWorld world = new(6, 10 * Mbit);
        GreedyFlow[] flows = [world.AddGreedy(RoundTrip, isEct: true), world.AddGreedy(RoundTrip, isEct: true)];
        world.RunFor(UplinkWorld.Second / 2);
        long dropped = world.Sender!.Queue.Drops.Total;
        double used = world.Utilization(4 * UplinkWorld.Second);

        Assert.InRange(used, 0.95, 1.01);
        Assert.Equal(dropped, world.Sender.Queue.Drops.Total);
        Assert.All(flows, f => Assert.InRange(f.Marks, 5, 1_000));
        Assert.Equal(world.Sender.Queue.Marked, flows.Sum(f => f.Marks), 20.0); // the rest is on its way
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    [InlineData(10, 100)]
    [InlineData(100, 10)]
    [InlineData(1000, 100)]
    public void Another_rate_is_followed_within_a_second(double from, double to)
    {
        UplinkWorld world = new(7, from * Mbit);
        AddGreedy(world, 8);
        SparseFlow ping = world.AddSparse(100, 100 * UplinkWorld.Millisecond);
        world.RunFor(3 * UplinkWorld.Second);
        world.Link.BitsPerSecond = to * Mbit;
        world.RunFor(UplinkWorld.Second);
        ping.Forget();
        double used = world.Utilization(2 * UplinkWorld.Second);

        Assert.InRange(used, 0.95, 1.02);
        Assert.InRange(ping.Delay(0.9), 0, to > 1 ? 20 : 100); // a round of eight full packets takes 90 ms at 1 Mbit/s
    }

    [Fact]
    public void A_link_that_stood_still_goes_on_without_what_is_stale()
    {
        UplinkWorld world = new(8, 10 * Mbit);
        AddGreedy(world, 4);
        SparseFlow call = world.AddSparse(CallLength, CallEvery);
        world.RunFor(2 * UplinkWorld.Second);
        world.Link.BitsPerSecond = 1_000;
        world.RunFor(4 * UplinkWorld.Second);
        int wakes = world.Sender!.WakeUps;
        world.RunFor(4 * UplinkWorld.Second);
        Assert.InRange(world.Sender.WakeUps - wakes, 1, 50); // seldom while nothing moves
        world.Link.BitsPerSecond = 10 * Mbit;
        world.RunFor(13 * UplinkWorld.Second); // the packet that was on the link takes long
        call.Forget();

        Assert.InRange(world.Utilization(2 * UplinkWorld.Second), 0.95, 1.01);
        Assert.InRange(call.Delay(0.99), 0, 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void It_wakes_up_no_more_often_than_once_a_millisecond_and_not_at_all_when_idle(long milliseconds)
    {
        foreach (double megabits in new[] { 1, 10, 100 })
        {
            UplinkWorld world = new(9, megabits * Mbit, lateness: milliseconds * UplinkWorld.Millisecond);
            List<GreedyFlow> flows = AddGreedy(world, 8);
            SparseFlow call = world.AddSparse(CallLength, CallEvery);
            world.RunFor(3 * UplinkWorld.Second);
            Assert.InRange(world.Sender!.ShortestSleep, UplinkWorld.Millisecond, long.MaxValue);
            Assert.InRange(world.Sender.WakeUps, 1, 3_000);

            flows.ForEach(f => f.IsStopped = true);
            call.IsStopped = true;
            world.RunFor(5 * UplinkWorld.Second);
            int wakes = world.Sender.WakeUps;
            world.RunFor(10 * UplinkWorld.Second);
            Assert.Equal(wakes, world.Sender.WakeUps);
            Assert.True(world.Sender.Queue.IsEmpty);
            Assert.False(world.Sender.Budget.IsHeld);
        }
    }

    [Theory]
    [InlineData(10_000)] // as over veth: all is taken at once, as far as anyone sees
    [InlineData(1_000)]
    public void A_fast_link_is_not_slowed(double megabits)
    {
        UplinkWorld world = new(10, megabits * Mbit);
        AddGreedy(world, 2);
        world.RunFor(UplinkWorld.Second);
        int wakes = world.Sender!.WakeUps;
        long bypassed = world.Sender.Bypassed;
        double used = world.Utilization(UplinkWorld.Second);

        Assert.Equal(wakes, world.Sender.WakeUps);
        Assert.InRange(world.Sender.Bypassed - bypassed, 1, long.MaxValue);
        Assert.True(world.Sender.Queue.IsEmpty);
        if (megabits <= 1_000)
            Assert.InRange(used, 0.95, 1.01);
    }

    private static List<GreedyFlow> AddGreedy(UplinkWorld world, int count)
    {
        List<GreedyFlow> flows = [];
        for (int i = 0; i < count; i++)
            flows.Add(world.AddGreedy(RoundTrip));
        return flows;
    }

    /// <summary>Jain's index: 1 when all get the same.</summary>
    private static double Fairness(double[] shares) => shares.Sum() * shares.Sum() / (shares.Length * shares.Sum(x => x * x));
}
