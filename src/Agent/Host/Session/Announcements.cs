using Holdfast.Ike;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>What a connection says of itself, and whether it has said that it can't be.</summary>
/// <param name="isOnce">A first attempt that fails is the end.</param>
internal sealed class Announcements(HostContext host, bool isOnce)
{
    private bool? _isProbeAnswered;

    public bool IsOnce => isOnce;

    public string? LastProblem { get; private set; }

    /// <summary>Sessions that stood.</summary>
    public long Sessions { get; private set; }

    /// <summary>What goes wrong now is the end.</summary>
    public bool IsOnTrial => isOnce && Sessions == 0;

    public void Connected(LiveSession session)
    {
        Sessions++;
        LastProblem = null;
        foreach (string line in ConnectionText.Connected(host, session))
            host.Log.Info(line);
    }

    /// <param name="hasNext">A new session is on its way.</param>
    public void Lost(Setback setback, IkeFault fault, bool isEnding, bool hasNext)
    {
        if (isEnding)
        {
            host.Log.Info(fault.Kind == FaultKind.Stopped ? "disconnected, as asked" : $"disconnected: {fault.Message}");
            return;
        }

        LastProblem = setback.Text;
        host.Log.Warning($"disconnected: {setback.Text}{(hasNext ? "; the next session is on its way" : "")}");
    }

    /// <summary>An exit code where that is the end.</summary>
    public ExitCode? Failed(RoundFailed failed)
    {
        LastProblem = failed.Setback.Text;
        bool isMachine = failed.Setback.Kind == SetbackKind.Machine;
        if (isOnce && failed.Setback.Kind != SetbackKind.Again && (isMachine || Sessions == 0))
        {
            host.Log.Error(isMachine ? failed.Setback.Text : $"cannot connect to {host.Config.Gateway}: {failed.Setback.Text}");
            return Setbacks.ExitCodeOf(failed.Setback.Kind);
        }

        host.Log.Warning($"not connected: {failed.Setback.Text}; next attempt in {Seconds(failed.NextTry)}");
        return null;
    }

    /// <summary>A step of recovery.</summary>
    public void Did(HistoryKind what, string why)
    {
        host.History.Add(what, why);
        host.Log.Info($"{(what == HistoryKind.ChildrenRenewed ? "new Child SAs" : "attempts go over other sockets from now on")}: {why}");
    }

    public void Probed(bool isAlive)
    {
        if (isAlive == _isProbeAnswered)
            return;
        _isProbeAnswered = isAlive;
        if (isAlive)
            host.Log.Info("the probe is answered through the tunnel");
        else
            host.Log.Warning($"nothing answers the probe through the tunnel ({string.Join(", ", host.Config.Probe)})");
    }

    public void Happened(SupervisorAction action)
    {
        if (action is Report report)
            host.History.Add(report.What, report.Cause);
        switch (action)
        {
            case ReplacementFailed failed:
                host.Log.Warning($"no new session: {failed.Setback.Text}; the one that stands is kept"
                    + (failed.NextTry == Instant.Never ? "" : $", next attempt in {Seconds(failed.NextTry)}"));
                break;
            case Report { What: HistoryKind.Offline }:
                LastProblem = "no network";
                host.Log.Warning("no network: waiting for one");
                break;
            case Report { What: HistoryKind.Online }:
                host.Log.Info("there is a network again");
                break;
            case Report { What: HistoryKind.Suspected } suspected:
                host.Log.Warning($"{suspected.Cause}; the session is kept while another way is tried");
                break;
            case Report { What: HistoryKind.Healed }:
                host.Log.Info("the gateway answers again");
                break;
        }
    }

    private string Seconds(Instant until) => $"{(until - host.Loop.Now).TotalSeconds:F1} s";
}
