using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>Sessions of a connection that are being built, by the number that the supervisor gave them, and those that are being left.</summary>
internal sealed class Attempts(HostContext host, ISessionOwner owner, Supervisor supervisor, Redirects redirects)
{
    private readonly Dictionary<long, LiveSession> _running = [];
    private readonly HashSet<LiveSession> _answered = [];
    private readonly List<LiveSession> _leaving = [];

    public bool IsIdle => _running.Count == 0 && _leaving.Count == 0;

    public bool IsRunning => _running.Count > 0;

    /// <summary>Tried last.</summary>
    public Candidate? Last { get; private set; }

    public void Begin(long attempt, Candidate candidate, SessionStart start)
    {
        Last = candidate;
        string gateway = ConnectionText.Gateway(host.Config, candidate);
        if (!TryMake(candidate, start, out LiveSession? session, out Setback setback))
        {
            host.Log.Debug($"{gateway}: {setback.Text}");
            supervisor.HandleFailed(attempt, setback, host.Loop.Now);
            return;
        }

        _running.Add(attempt, session!);
        host.Log.Info($"connecting to {gateway}{ConnectionText.Port(host.Config, candidate)}");
        session!.Start();
    }

    /// <summary>The gateway said something to this one.</summary>
    public void NoteAnswer(LiveSession session)
    {
        if (_answered.Add(session) && TryFind(session, out long attempt))
            supervisor.HandleAnswered(attempt, host.Loop.Now);
    }

    public bool TryFind(LiveSession session, out long attempt)
    {
        foreach ((long number, LiveSession one) in _running)
        {
            if (one != session)
                continue;
            attempt = number;
            return true;
        }

        attempt = 0;
        return false;
    }

    /// <summary>It is an attempt no more: it stands, or is gone.</summary>
    public bool TryTake(LiveSession session, out long attempt)
    {
        _answered.Remove(session);
        return TryFind(session, out attempt) ? _running.Remove(attempt) : _leaving.Remove(session);
    }

    /// <summary>Closes it: a gateway that has made a session of it by now is told to forget it.</summary>
    public void Cancel(long attempt)
    {
        if (!_running.Remove(attempt, out LiveSession? session))
            return;
        _leaving.Add(session);
        session.Close();
    }

    private bool TryMake(Candidate candidate, SessionStart start, out LiveSession? session, out Setback setback)
    {
        (session, setback) = (null, null!);
        try
        {
            if (host.Path.TryChoose(host.Settings, candidate.Address.IsIPv6, candidate.TcpPort != 0, out string? problem))
                session = new LiveSession(host, owner, candidate.Address, start with
                {
                    Gateway = ConnectionText.TicketGateway(host.Config, candidate), ByNatPort = candidate.ByNatPort, TcpPort = candidate.TcpPort, RemoteId = SettingsMapper.RemoteId(host.Config, candidate.Gateway),
                    FollowsRedirects = redirects.AreHeeded(candidate), RedirectedFrom = candidate.RedirectedFrom,
                });
            else
                setback = new Setback(candidate.TcpPort != 0 ? SetbackKind.Silent : SetbackKind.Machine, problem);
        }
        catch (LinuxException failure)
        {
            setback = new Setback(SetbackKind.NoRoute, $"{failure.Message}; check the uplink and its default route");
        }

        return session is not null;
    }
}
