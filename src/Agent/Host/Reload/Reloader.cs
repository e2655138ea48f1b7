using Holdfast.Config;
using Holdfast.Host.Session;
using Holdfast.Host.Watch;
using Holdfast.Supervision;

namespace Holdfast.Host.Reload;

/// <summary><c>holdfast reload</c> and SIGHUP: the file is read again, wholly checked, and what differs is changed.</summary>
/// <param name="path">Of the configuration, absolute.</param>
/// <param name="start">What the agent was started by.</param>
public sealed class Reloader(string path, ConnectionSet connections, ServiceState service, AgentConfig start, Log log)
{
    public const string Command = "reload";

    private const int MostErrors = 20, MostText = 4000;

    public string Path => path;

    /// <summary>False: the configuration has an error, or not all of it is in force.</summary>
    /// <param name="why">For log and history.</param>
    /// <param name="report">Lines for people.</param>
    public bool TryReload(string why, out string report)
    {
        if (connections.Changeover.IsGivenUp)
            return Refuse("the agent is about to end\n", out report);
        service.Reloading();
        try
        {
            return LoadedConfig.TryLoad(path, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors)
                ? TryUse(loaded, why, out report)
                : Refuse(TextOf(errors), out report);
        }
        finally
        {
            service.Reloaded();
        }
    }

    /// <summary>Why this configuration can't be used without a restart; null: it can.</summary>
    public string? ProblemOf(LoadedConfig loaded) => PlanFor(loaded).Problem;

    /// <summary>Nothing of it differs from what runs.</summary>
    public bool IsInForce(LoadedConfig loaded)
    {
        foreach (ReloadStep step in PlanFor(loaded).Steps)
        {
            if (step.Kind != ReloadKind.Keep)
                return false;
        }

        return true;
    }

    public static string TextOf(IReadOnlyList<ConfigError> errors)
    {
        string text = "";
        for (int i = 0; i < errors.Count; i++)
        {
            string line = $"{errors[i]}\n";
            if (i == MostErrors || text.Length + line.Length > MostText)
                return $"{text}and {errors.Count - i} more; holdfast check says all\n";
            text += line;
        }

        return text;
    }

    private ReloadPlan PlanFor(LoadedConfig loaded) => ReloadPlan.Make(connections.Changeover.Present, loaded.Config.Connections);

    private bool TryUse(LoadedConfig loaded, string why, out string report)
    {
        ReloadPlan plan = PlanFor(loaded);
        if (plan.Problem is { } problem)
        {
            loaded.Dispose();
            return Refuse($"{problem}\n", out report);
        }

        log.Level = loaded.Config.LogLevel;
        foreach (string warning in ConfigWarnings.Of(loaded.Config))
            log.Warning(warning);
        bool isWhole = connections.Changeover.TryBegin(plan, loaded, out List<string> lines);
        lines.AddRange(FileWide.Unused(start, loaded.Config));
        string summary = Summary(plan);
        log.Info($"configuration read again ({why}): {summary}");
        foreach (string line in lines)
            log.Info(line);
        connections.History.Add(HistoryKind.Reloaded, "", $"{why}: {summary}");
        report = $"{string.Join('\n', lines)}\n";
        return isWhole;
    }

    private bool Refuse(string problem, out string report)
    {
        foreach (string line in problem.TrimEnd('\n').Split('\n'))
            log.Error(line);
        log.Error("the configuration was read again, and nothing of it is used; the one before stays");
        report = problem;
        return false;
    }

    private static string Summary(ReloadPlan plan)
    {
        int[] counts = new int[4];
        foreach (ReloadStep step in plan.Steps)
            counts[(int)step.Kind]++;
        string text = "";
        for (int kind = (int)ReloadKind.Change; kind <= (int)ReloadKind.Remove; kind++)
        {
            if (counts[kind] > 0)
                text += $"{(text.Length == 0 ? "" : ", ")}{counts[kind]} {(ReloadKind)kind switch { ReloadKind.Change => "changed", ReloadKind.Add => "new", _ => "removed" }}";
        }

        return text.Length == 0 ? "no connection changed" : text;
    }
}
