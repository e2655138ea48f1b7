using System.Globalization;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>What /proc tells of a program, all of its threads together.</summary>
public static class ProcessFigures
{
    // USER_HZ, which is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // utime and stime, counted from behind the name in parentheses.
    private const int UserTime = 11, SystemTime = 12;

    /// <summary>Processor time, of threads that have ended too.</summary>
    public static double Seconds(IDaemon daemon)
    {
        var text = File.ReadAllText($"/proc/{daemon.Process.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[UserTime]) + Number(fields[SystemTime])) / TicksPerSecond;
    }

    /// <summary>Of the whole machine, without what it was idle or waited.</summary>
    public static double MachineSeconds()
    {
        // user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7 }.Sum(field => Number(fields[field])) / TicksPerSecond;
    }

    /// <param name="name">VmRSS or VmHWM.</param>
    public static double Megabytes(IDaemon daemon, string name) =>
        Status($"/proc/{daemon.Process.Id}/status", name) * 1024 / 1e6;

    /// <summary>How often its threads were woken.</summary>
    public static long WakeUps(IDaemon daemon) =>
        Directory.GetDirectories($"/proc/{daemon.Process.Id}/task").Sum(thread => Status($"{thread}/status", "voluntary_ctxt_switches"));

    private static long Status(string path, string name)
    {
        var line = File.ReadLines(path).First(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
