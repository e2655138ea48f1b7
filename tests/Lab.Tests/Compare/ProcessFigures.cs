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
    /// <exception cref="LabException">It has ended, as for all of these.</exception>
    public static double Seconds(IDaemon daemon) => Ask(daemon, folder =>
    {
        var text = File.ReadAllText($"{folder}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[UserTime]) + Number(fields[SystemTime])) / TicksPerSecond;
    });

    /// <summary>Of the whole machine, without what it was idle or waited.</summary>
    public static double MachineSeconds()
    {
        // user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7 }.Sum(field => Number(fields[field])) / TicksPerSecond;
    }

    /// <param name="name">VmRSS or VmHWM.</param>
    public static double Megabytes(IDaemon daemon, string name) => Ask(daemon, folder => Status(folder, name) * 1024 / 1e6);

    /// <summary>How often its threads were woken.</summary>
    public static long WakeUps(IDaemon daemon) =>
        Ask(daemon, folder => Directory.GetDirectories($"{folder}/task").Sum(thread => Status(thread, "voluntary_ctxt_switches")));

    private static T Ask<T>(IDaemon daemon, Func<string, T> read)
    {
        try
        {
            return read($"/proc/{daemon.Process.Id}");
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            throw new LabException($"{error.Message} It has ended:\n{daemon.Process.CommandLine}\n{daemon.Process.Transcript()}");
        }
    }

    private static long Status(string folder, string name)
    {
        var line = File.ReadLines($"{folder}/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
