using Holdfast.Supervision;

namespace Holdfast.Host.Update;

/// <summary>
/// The agent ends so that the service manager starts it again, perhaps as another version. As after a crash all stays that is in the kernel: kill
/// switches without a gap, and where the kernel carries the packets they go on until the next start takes over. So the gateway is not told:
/// a Delete would stop them at once, and INITIAL_CONTACT of the next session has it forget this one.
/// </summary>
/// <param name="facts">More lines for who asks what is to be started again.</param>
/// <param name="stop">Ends the event loop.</param>
public sealed class Handover(HistoryFile history, Func<string> facts, Action stop, Log log)
{
    public const string Command = "restart", FactsCommand = "facts";

    /// <summary>Each fact is a line: one of these, a space, and what is to be known.</summary>
    public const string ProcessFact = "process", VersionFact = "version", StateFact = "state", ConnectedFact = "connected";

    /// <summary>The loop ends for it.</summary>
    public bool IsDue { get; private set; }

    /// <summary>The answer to a command; null: it is none of these.</summary>
    public string? Answer(string command)
    {
        if (command == FactsCommand)
            return Facts();
        if (command != Command)
            return null;
        Begin("as asked");
        return "the agent ends, to be started again\n";
    }

    public void Begin(string why)
    {
        if (IsDue)
            return;
        log.Info($"ending with code {(int)ExitCode.Restart}, to be started again: {why}");
        history.Add(HistoryKind.Restart, "", why);
        IsDue = true;
        stop();
    }

    /// <summary>Does not return: nothing is disposed, as that would take away what is to stay.</summary>
    public static void Leave() => Environment.Exit((int)ExitCode.Restart);

    private string Facts() => $"{ProcessFact} {Environment.ProcessId}\n{VersionFact} {ReleaseVersion.Own}\n{facts()}";
}
