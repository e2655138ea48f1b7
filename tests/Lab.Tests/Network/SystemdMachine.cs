using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>
/// This machine's own systemd with holdfast.service, in a network of the lab and on a copy of this machine's files that goes with it
/// (scripts/systemd.sh).
/// </summary>
public sealed partial class SystemdMachine : IDisposable
{
    private const string Service = "holdfast.service";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BackgroundProcess _process;
    private readonly string _systemd;

    private SystemdMachine(BackgroundProcess process, string systemd) => (_process, _systemd) = (process, systemd);

    /// <summary>What it tells of itself, in one line.</summary>
    public string StatusText => Property("StatusText");

    /// <summary>Of the agent's process, seen in there.</summary>
    public string MainPid => Property("MainPID");

    /// <summary>Null where there is no systemd, or it can't be started here; then why.</summary>
    public static SystemdMachine? Start(NetworkNamespace network, AgentSettings settings, string folder, out string why)
    {
        var config = Path.Combine(folder, "agent.json");
        File.WriteAllText(config, settings.ToJson());
        var script = Path.Combine(HoldfastBinary.Root, "tests", "Lab.Tests", "scripts", "systemd.sh");
        var process = BackgroundProcess.Start(network.Wrap(script, HoldfastBinary.Path, config));
        try
        {
            var systemd = Began().Match(process.WaitForLine(Began(), Patience)).Groups[1].Value;
            var machine = new SystemdMachine(process, systemd);
            Wait.Until("systemd answers", () => process.HasExited || machine.Run("systemctl", "show", Service).ExitCode == 0, Patience);
            if (!process.HasExited)
            {
                why = "";
                return machine;
            }
        }
        catch (LabException)
        {
            // What it said is the reason.
        }

        why = $"systemd can't be started here: {process.Transcript().ReplaceLineEndings(" ")}";
        process.Dispose();
        return null;
    }

    public CommandResult Run(params IReadOnlyList<string> command) =>
        Command.Run(["nsenter", "--all", "--root", "--wd", "-t", _systemd, .. command]);

    /// <summary>A line of shell; its output.</summary>
    public string Shell(string line)
    {
        var result = Run("sh", "-c", line);
        return result.ExitCode == 0 ? result.Output : throw new LabException($"{line}\nreturned {result.ExitCode}\n{result.Error}{result.Output}");
    }

    /// <summary>The agent's log.</summary>
    public string Journal() => Run("journalctl", "--no-pager", "-u", Service).Output;

    public void WaitForStatus(string beginning) =>
        Wait.Until($"the service's status is {beginning}", () => StatusText.StartsWith(beginning, StringComparison.Ordinal), Patience);

    public void Dispose()
    {
        _process.Signal(BackgroundProcess.Terminate);
        try
        {
            _process.WaitForExit(Patience);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private string Property(string name) => Run("systemctl", "show", "-P", name, Service).Output.TrimEnd('\n');

    [GeneratedRegex("^systemd is ([0-9]+)$")]
    private static partial Regex Began();
}
