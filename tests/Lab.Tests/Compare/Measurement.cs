using System.Diagnostics;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>One round of one contender, in a lab of its own with programs just started.</summary>
public sealed class Measurement
{
    private const double PingsPerSecond = 50;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), Settling = TimeSpan.FromMilliseconds(500);

    // iperf3 has begun by then.
    private static readonly TimeSpan Beginning = TimeSpan.FromMilliseconds(300);

    private readonly Topology _lab;
    private readonly Tunnel _tunnel;
    private readonly int _seconds;
    private readonly IDaemon[] _ends;

    private Measurement(Topology lab, Tunnel tunnel, int seconds)
    {
        (_lab, _tunnel, _seconds) = (lab, tunnel, seconds);
        _ends = [.. new[] { tunnel.Site, tunnel.Gateway }.OfType<IDaemon>()];
    }

    public static Sample Take(Contender contender, int seconds)
    {
        using var lab = Topology.Create();
        using var tunnel = contender.Start(lab);
        var measurement = new Measurement(lab, tunnel, seconds);
        return new Sample(measurement.Rest(), measurement.Flow(towardsSite: false), measurement.Flow(towardsSite: true));
    }

    private Idle Rest()
    {
        Thread.Sleep(Settling);
        var before = WakeUps();
        var start = Stopwatch.GetTimestamp();
        Thread.Sleep(TimeSpan.FromSeconds(Math.Min(_seconds, 3)));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var wakeUps = WakeUps().Zip(before, (after, first) => (after - first) / elapsed).DefaultIfEmpty().Max();
        var megabytes = Highest("VmRSS");
        var ping = Ping.Run(_lab.Site.Network, _tunnel.Address, (int)(PingsPerSecond * Math.Min(_seconds, 2)));
        return new Idle(ping.AverageMilliseconds, megabytes, wakeUps);
    }

    private Stream Flow(bool towardsSite)
    {
        var (ping, sampled, isDone) = (double.NaN, 0.0, false);
        var pinging = new Thread(() => ping = PingBeside());
        var watching = new Thread(() => sampled = WatchMemory(() => Volatile.Read(ref isDone)));
        double[] before = Seconds();
        pinging.Start();
        watching.Start();
        Iperf run;
        try
        {
            run = Iperf.Run(_lab.Site.Network, _lab.Gateway.Network, _tunnel.Address, _seconds, towardsSite);
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            pinging.Join();
            watching.Join();
        }
        var costs = Seconds().Zip(before, (after, first) => (after - first) / (run.Bytes / 1e9)).ToList();
        var own = run.ProcessorSeconds / (run.Bytes / 1e9);
        return new Stream(run.MegabitsPerSecond, costs[0], costs[1], own, ping, Highest("VmHWM"), sampled);
    }

    // For most of the stream's time, and never beyond it. No answer at all is told as no figure.
    private double PingBeside()
    {
        Thread.Sleep(Beginning);
        try
        {
            var count = (int)(PingsPerSecond * (_seconds - (2 * Beginning.TotalSeconds)) * 0.9);
            return Ping.Run(_lab.Site.Network, _tunnel.Address, count).AverageMilliseconds;
        }
        catch (LabException)
        {
            return double.NaN;
        }
    }

    private double WatchMemory(Func<bool> isDone)
    {
        var highest = 0.0;
        try
        {
            while (!isDone())
            {
                highest = Math.Max(highest, Highest("VmRSS"));
                Thread.Sleep(Look);
            }
        }
        catch (LabException)
        {
            // It has ended, which whoever asks next is told.
        }
        return highest;
    }

    private double[] Seconds() =>
    [
        _tunnel.Site is null ? 0 : ProcessFigures.Seconds(_tunnel.Site),
        _tunnel.Gateway is null ? 0 : ProcessFigures.Seconds(_tunnel.Gateway),
    ];

    private List<long> WakeUps() => [.. _ends.Select(ProcessFigures.WakeUps)];

    private double Highest(string name) =>
        _ends.Select(end => ProcessFigures.Megabytes(end, name)).DefaultIfEmpty().Max();
}
