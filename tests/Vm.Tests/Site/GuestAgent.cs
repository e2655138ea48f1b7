using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Site;

/// <summary>The agent at work on the site.</summary>
public sealed class GuestAgent
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Guest _guest;
    private readonly GuestProcess _process;

    internal GuestAgent(Guest guest, string arguments)
    {
        _guest = guest;
        _process = guest.Start($"exec 2>&1; exec ip netns exec site {SiteLab.Program} {arguments}");
    }

    /// <summary>Its log.</summary>
    public string Log => _process.Text();

    /// <summary>Lines of its log.</summary>
    public IReadOnlyList<string> Lines => _process.Output;

    public int LineCount => _process.Output.Count;

    /// <summary>Resident memory (VmRSS) in KiB.</summary>
    public int ResidentKibibytes => int.Parse(
        _guest.Check($"sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/{Id}/status"), CultureInfo.InvariantCulture);

    /// <summary>What it consists of, in proc(5)'s words.</summary>
    public string Memory => string.Join(", ", _guest.Check($"grep -E '^(VmRSS|RssAnon|RssFile)' /proc/{Id}/status")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));

    public string Id => _guest.Check($"cat {_process.IdFile}").Trim();

    /// <returns>The line that says so.</returns>
    public string WaitForConnected(int after = 0) => WaitForLine(AgentLog.Connected, after);

    /// <param name="after">How many lines of the log are passed over.</param>
    public string WaitForLine(Regex pattern, int after = 0, TimeSpan? timeout = null) =>
        _process.WaitForLine(pattern, timeout ?? Patience, after);

    /// <returns>Whether such a line came in time, and the agent still runs.</returns>
    public bool HasLine(Regex pattern, int after, TimeSpan timeout)
    {
        try
        {
            WaitForLine(pattern, after, timeout);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForExit() => _process.WaitForExit(Patience).ExitCode;

    /// <summary>Asks it to stop (SIGTERM) and waits.</summary>
    /// <returns>The exit code.</returns>
    public int Stop()
    {
        _process.Signal("TERM");
        return WaitForExit();
    }

    /// <summary>SIGKILL: it cannot tidy up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>At the end of a test: it is asked to stop, and killed if it does not.</summary>
    internal void End()
    {
        try
        {
            if (!_process.HasExited)
                Stop();
        }
        catch (LabException)
        {
            // It was killed.
        }
    }
}
