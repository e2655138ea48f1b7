using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Control;
using Holdfast.Host.Update;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary><c>holdfast update</c> and <c>holdfast restart</c>.</summary>
internal sealed class UpdateCommand(TextWriter output, TextWriter error)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>OpenWrt's service manager waits for five seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public ExitCode Update(CommandLine line)
    {
        if (line.From is null or "" || line.Binary.Length == 0 || !DurationText.TryParse(line.Within, out TimeSpan within) || !UpdateRequest.IsTime(within))
            return Fail(ExitCode.Usage, $"\"update\" wants --from and a file, and with --within a time from 10s to 1h; {DurationText.Allowed}");
        string? facts = Ask(line, Handover.FactsCommand, out _);
        try
        {
            UpdateRequest request = Request(line, within, facts);
            SignedRelease release = ReleaseCheck.Check(request, ReleaseVersion.Own);
            new Installation(request, Installation.RunProgram, _ => { }).Install(release, ReleaseVersion.Own);
            output.WriteLine($"version {release.Version} is in the place of {ReleaseVersion.Own}; "
                + $"unless it connects within {DurationText.Format(within)}, {ReleaseVersion.Own} comes back");
        }
        catch (UpdateRefusal refusal)
        {
            return Fail(refusal.Code, $"nothing has changed: {refusal.Message}");
        }

        if (facts is not null)
            return Restart(line);
        output.WriteLine("no agent is running: the trial begins with its next start");
        return ExitCode.Success;
    }

    public ExitCode Restart(CommandLine line)
    {
        string? facts = Ask(line, Handover.FactsCommand, out string? problem);
        string? said = facts is null ? null : Ask(line, Handover.Command, out problem);
        if (said is null)
        {
            error.WriteLine(AgentClient.Missing(problem ?? "it said nothing"));
            return ExitCode.Failure;
        }

        if (said.StartsWith(ControlServer.ErrorPrefix, StringComparison.Ordinal))
            return Fail(ExitCode.Failure, "the agent that runs does not know this command: have the service manager restart it");
        string before = string.Concat(Facts(facts, Handover.ProcessFact));
        long end = BootClock.Now() + (Patience.Ticks * 100);
        while (BootClock.Now() < end)
        {
            Thread.Sleep(Pause);
            string? now = Ask(line, Handover.FactsCommand, out _);
            if (now is null || string.Concat(Facts(now, Handover.ProcessFact)) == before)
                continue;
            output.WriteLine($"version {string.Concat(Facts(now, Handover.VersionFact))} has started; holdfast status says how it goes");
            return ExitCode.Success;
        }

        return Fail(ExitCode.Failure, $"the agent has ended, but nothing has started it again for {Patience.TotalSeconds:F0} s: have the service manager start it");
    }

    /// <exception cref="UpdateRefusal">Whether there is a configuration can't be seen.</exception>
    private static UpdateRequest Request(CommandLine line, TimeSpan within, string? facts)
    {
        string state = Facts(facts, Handover.StateFact) is [var one, ..] ? one : line.StateDirectory;
        try
        {
            return new UpdateRequest(Path.GetFullPath(line.From!), Path.GetFullPath(line.Binary), state, within)
            {
                KeyPath = line.KeyPath ?? UpdateRequest.DefaultKey,
                AllowsDowngrade = line.AllowsDowngrade,
                ConfigPath = FileGuard.Inspect(line.ConfigPath).Exists ? line.ConfigPath : null,
                Connections = Facts(facts, Handover.ConnectedFact),
            };
        }
        catch (LinuxException failure)
        {
            throw new UpdateRefusal($"{failure.Message}; updates are for root", ExitCode.Environment);
        }
    }

    /// <summary>What the facts say of one key, in their order.</summary>
    private static List<string> Facts(string? text, string key)
    {
        List<string> values = [];
        foreach (string line in text?.Split('\n') ?? [])
        {
            if (line.StartsWith($"{key} ", StringComparison.Ordinal))
                values.Add(line[(key.Length + 1)..]);
        }

        return values;
    }

    /// <summary>Null: no agent answers, and why.</summary>
    private static string? Ask(CommandLine line, string command, out string? problem)
    {
        problem = null;
        try
        {
            string answer = AgentClient.Ask(line.RunDirectory, command);
            return answer.Length == 0 ? null : answer;
        }
        catch (LinuxException failure)
        {
            problem = failure.Message;
            return null;
        }
    }

    private ExitCode Fail(ExitCode code, string text)
    {
        error.WriteLine($"error: {text}");
        return code;
    }
}
