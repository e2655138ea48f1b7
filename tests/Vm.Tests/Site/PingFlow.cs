using System.Globalization;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Site;

/// <summary>What became of numbered packets and of the answers to them.</summary>
/// <param name="Sent">Up to the last one that was answered.</param>
/// <param name="LongestOutage">Not answered in a row at most.</param>
public sealed record PingReport(int Sent, int Lost, int LongestOutage)
{
    public override string ToString() => $"{Sent} sent, {Lost} lost, {LongestOutage} in a row at most";
}

/// <summary>Numbered packets at a steady rate, each of which the host behind the gateway sends back.</summary>
public sealed class PingFlow : IDisposable
{
    public const int PerSecond = 50;

    // Numbers that no answer has come to, and how many of them in a row. BusyBox's ping begins with 0, the other one with 1.
    private const string Count = """
        sed -n 's/.*seq=\([0-9]*\) ttl.*/\1/p' FILE | sort -n | uniq | awk '
            NR == 1 && $1 == 0 { last = -1 }
            { gap = $1 - last - 1; lost += gap; if (gap > longest) longest = gap; last = $1 }
            END { print last + 0, lost + 0, longest + 0 }'
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Guest _guest;
    private readonly GuestProcess _ping;
    private readonly string _file;

    private PingFlow(Guest guest, string address, string file, int? cpu)
    {
        (_guest, _file) = (guest, file);
        var pinned = cpu is null ? "" : string.Create(CultureInfo.InvariantCulture, $"taskset {1 << cpu:x} ");
        var interval = (1.0 / PerSecond).ToString(CultureInfo.InvariantCulture);
        _ping = guest.Start($"exec ip netns exec site {pinned}ping -n -i {interval} {address} > {file} 2>&1");
    }

    /// <summary>Begins, and returns when the first answer is there.</summary>
    /// <param name="cpu">That sends; null: any.</param>
    public static PingFlow Start(Guest guest, string address, int? cpu = null)
    {
        var flow = new PingFlow(guest, address, $"/tmp/ping.{address}.{cpu}", cpu);
        try
        {
            guest.Check($"until grep -q seq= {flow._file}; do sleep 0.05; done", Patience);
            return flow;
        }
        catch (LabException failure)
        {
            var said = guest.Check($"head -c 500 {flow._file}");
            flow.Dispose();
            throw new LabException($"no answer to ping, which said \"{said}\"; {failure.Message}");
        }
    }

    /// <summary>Waits until so many more have gone to and fro.</summary>
    public void WaitForMore(int packets)
    {
        var before = Report().Sent;
        Wait.Until($"{packets} more answers", () => Report().Sent >= before + packets, Patience);
    }

    /// <summary>Up to now.</summary>
    public PingReport Report()
    {
        var numbers = _guest.Check(Count.Replace("FILE", _file, StringComparison.Ordinal)).Split(' ')
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        return new PingReport(numbers[0], numbers[1], numbers[2]);
    }

    public PingReport Stop()
    {
        _ping.Signal("INT");
        _ping.WaitForExit(Patience);
        return Report();
    }

    public void Dispose() => _ping.Dispose();
}
