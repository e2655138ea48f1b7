using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>The agent at work on a machine of the lab; Dispose kills it if it still runs.</summary>
public sealed class HoldfastProcess : IDaemon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BackgroundProcess _process;

    private HoldfastProcess(BackgroundProcess process)
    {
        _process = process;
        _process.GoFirst();
    }

    public BackgroundProcess Process => _process;

    public string CommandLine => _process.CommandLine;

    /// <summary>Everything it has printed.</summary>
    public string Transcript => _process.Transcript();

    /// <summary>The lines of its log that report an error.</summary>
    public IReadOnlyList<string> ErrorLines => [.. _process.Errors.Where(line => AgentLog.Error.IsMatch(line))];

    /// <summary>The lines that warn.</summary>
    public IReadOnlyList<string> WarningLines => [.. _process.Errors.Where(line => line.StartsWith("warning: ", StringComparison.Ordinal))];

    /// <summary>Resident memory (VmRSS) in KiB.</summary>
    public int ResidentKibibytes => int.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Its environment as /proc tells it, each variable with a zero character after it.</summary>
    public string Variables => File.ReadAllText($"/proc/{_process.Id}/environ");

    /// <summary>A line of /proc/PID/limits.</summary>
    public string Limit(string name) =>
        File.ReadLines($"/proc/{_process.Id}/limits").First(line => line.StartsWith(name, StringComparison.Ordinal));

    /// <param name="variables">Of its environment, each as NAME=VALUE.</param>
    public static HoldfastProcess Start(Machine machine, IReadOnlyList<string> arguments, IReadOnlyList<string>? variables = null) =>
        new(BackgroundProcess.Start(machine.Wrap(["env", .. variables ?? [], HoldfastBinary.Path, .. arguments])));

    /// <param name="prepare">A script that changes the mounts which the process alone sees.</param>
    public static HoldfastProcess StartAfter(Machine machine, string prepare, IReadOnlyList<string> arguments) =>
        new(BackgroundProcess.Start(machine.Wrap(["sh", "-ec", $"{prepare}\nexec \"$@\"", "sh", HoldfastBinary.Path, .. arguments])));

    /// <summary>Another command of the agent's, where this process sees the same files.</summary>
    public CommandResult Beside(params IReadOnlyList<string> arguments) =>
        Command.Run(["nsenter", "--target", $"{Id}", "--mount", "--net", HoldfastBinary.Path, .. arguments]);

    /// <summary>A path as this process sees it, for whoever is outside.</summary>
    public string Seen(string path) => $"/proc/{Id}/root{path}";

    /// <returns>The line that says so.</returns>
    public string WaitForConnected() => WaitForLine(AgentLog.Connected);

    public string WaitForLine(Regex pattern, TimeSpan? timeout = null) =>
        _process.WaitForLine(pattern, timeout ?? Patience);

    /// <returns>The exit code.</returns>
    public int WaitForExit() => _process.WaitForExit(Patience);

    /// <summary>Asks it to stop (SIGTERM) and waits.</summary>
    /// <returns>The exit code.</returns>
    public int Stop()
    {
        _process.Signal(BackgroundProcess.Terminate);
        return WaitForExit();
    }

    /// <summary>Of the process, and of its thread that does the work.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public void Signal(int signal) => _process.Signal(signal);

    /// <summary>SIGKILL: it cannot tidy up.</summary>
    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();
}
