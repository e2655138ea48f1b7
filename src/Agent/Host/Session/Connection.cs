using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Probe;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Redirects;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// One connection at work: tells its supervisor what happens, and carries out what that decides. The sessions themselves are
/// <see cref="Attempts"/> until they stand, and then <see cref="Traffic"/>'s.
/// </summary>
public sealed class Connection : ITimed, ISessionOwner
{
    private readonly HostContext _host;
    private readonly Action<ExitCode> _finished;
    private readonly Supervisor _supervisor;
    private readonly Attempts _attempts;
    private readonly GatewayNames _names;
    private readonly Redirects _redirects;
    private readonly Traffic _traffic;
    private readonly PathFollower _path;
    private readonly CredentialWatch _credential;
    private readonly TunnelProbe _probe;
    private readonly VainAttempts _vain;
    private readonly Announcements _tell;
    private readonly Verdicts _verdicts;
    private readonly Remedies _remedies;
    private readonly ITimed[] _timed;
    private NetworkView _seen;
    private bool _isDraining;
    private bool _isStopping;
    private bool _isWantedAgain; // while it still goes down
    private bool _isFinished;

    /// <param name="isOnce">A first attempt that fails is the end, with an exit code that says why.</param>
    /// <param name="isAnotherUp">A new process, or a reboot, would take another connection down.</param>
    public Connection(HostContext host, bool isOnce, Func<bool> isAnotherUp, Action<ExitCode> finished)
    {
        (_host, _finished) = (host, finished);
        _supervisor = new Supervisor(SupervisionMapper.Map(host.Config, isOnce), host.Uplinks.View, host.Random);
        _names = new GatewayNames(host, _supervisor, Drain);
        _redirects = new Redirects(host, _supervisor, _names);
        _attempts = new Attempts(host, this, _supervisor, _redirects);
        _traffic = new Traffic(host);
        _path = new PathFollower(host, new PathChooser(host), _traffic);
        _tell = new Announcements(host, isOnce);
        _remedies = new Remedies(host, _tell, isAnotherUp);
        _verdicts = new Verdicts(host);
        _vain = new VainAttempts(host);
        _credential = new CredentialWatch(host.Own, host.Clock, host.Log, () => Live?.Credential, HandleRenewal, () => Do(_supervisor.Hurry));
        _probe = new TunnelProbe(host, () => Live, HandleProbe);
        _timed = [this, _credential, new MtuWatch(host.Loop, _traffic), _probe, _path.Tcp];
        foreach (ITimed one in _timed)
            host.Loop.Add(one);
    }

    public HostContext Host => _host;

    public Instant NextDeadline => IsEnding ? Instant.Never : _supervisor.NextDeadline;

    /// <summary>What it does, and waits for.</summary>
    public Standing Standing => IsDown ? Standing.Down : _supervisor.Standing;

    /// <summary>It is asked to have no session.</summary>
    public bool IsDown { get; private set; }

    /// <summary>What belongs into the tunnel goes nowhere.</summary>
    public bool IsBlocked => _host.KillSwitch.IsClosed && Live is null;

    /// <summary>The session that carries the traffic.</summary>
    public LiveSession? Live => _traffic.Live;

    /// <summary>The gateway in use, or tried last: its place in the list.</summary>
    public int Gateway => (_supervisor.InUse ?? _attempts.Last)?.Gateway ?? 0;

    /// <summary>Whether the tunnel carries packets, as the probe found; null: not known, or not asked for.</summary>
    public bool? IsProbeAnswered => _probe.IsAlive;

    /// <summary>Address of the gateway that is in use, or was tried last.</summary>
    public Wire.IpAddress? LastAddress => Live?.Route.Gateway ?? _attempts.Last?.Address;

    public string? LastProblem => _tell.LastProblem;

    /// <summary>Why a new session is wanted while one stands; null: none is.</summary>
    public string? ReplacedBecause => _supervisor.ReplacedBecause;

    public long Sessions => _tell.Sessions;

    public void Start()
    {
        _names.Remember();
        _supervisor.HandleNetwork(_host.Uplinks.View, _host.Loop.Now);
        _supervisor.Up(_host.Loop.Now);
        Drain();
    }

    public void HandleTimeout(Instant now) => Do(_supervisor.HandleTimeout);

    /// <summary>Ends what stands or is under way; the delegate is called when that is done.</summary>
    public void Stop()
    {
        _isStopping = true;
        End();
    }

    /// <summary>Once it has ended: nothing of it is heard any more.</summary>
    public void Leave()
    {
        foreach (ITimed one in _timed)
            _host.Loop.Remove(one);
        _probe.HandleTimeout(_host.Loop.Now); // lets go of the last session's sockets
        _path.Tcp.HandleTimeout(_host.Loop.Now);
        _vain.Dispose();
    }

    /// <summary>
    /// Gives tunnel and kill switch up, and begins nothing until <see cref="Up"/>. The machine is free at once; the gateway is
    /// told behind that.
    /// </summary>
    public void Down()
    {
        (IsDown, _isWantedAgain) = (true, false);
        End();
        _host.Setup.TearDown();
        _host.KillSwitch.Open();
        _host.Path.Block(false);
    }

    /// <summary>Connects again, or sooner than it would.</summary>
    /// <exception cref="LinuxException">The kill switch can't be set: it stays down.</exception>
    public void Up()
    {
        if (_isFinished || _isStopping)
            return;
        if (!IsDown)
        {
            Do(_supervisor.Hurry);
            return;
        }

        _host.KillSwitch.Close();
        _host.Path.Block(_host.Config.KillSwitch);
        _isWantedAgain = true;
        FinishIfDone();
    }

    /// <summary>Addresses or routes of this host have changed.</summary>
    public void HandleNetworkChange()
    {
        if (IsEnding)
            return;
        NetworkView view = _host.Uplinks.View;
        _supervisor.HandleNetwork(view, _host.Loop.Now);
        if (Live is { } live)
        {
            GatewayRoute before = live.Route;
            Replace(_path.Follow(live));
            if (live.Route == before && view != _seen && !view.IsOffline)
                live.HandleReturn();
            if (!_path.IsOffline)
                _traffic.Refresh();
        }

        _seen = view;
        Drain();
    }

    public void GatewayAnswered(LiveSession session)
    {
        _attempts.NoteAnswer(session);
        _vain.Forget();
        Drain();
    }

    public void SessionUp(LiveSession session)
    {
        if (IsEnding || !_attempts.TryFind(session, out long attempt) || !TryAdopt(session))
            return;
        _attempts.TryTake(session, out _);
        _supervisor.HandleConnected(attempt, _host.Loop.Now);
        _names.Keep();
        _redirects.Settle();
        _tell.Connected(session);
        Replace(_path.Follow(session));
        Drain();
    }

    public void TunnelChanged(LiveSession session)
    {
        if (session == Live && !IsDown)
            _traffic.Update();
    }

    public void ChildFailed(LiveSession session, ChildFailed failure)
    {
        string problem = ConnectionText.Fault(_host.Config, failure.Fault, session);
        bool isReplacement = Live is not null && session != Live;
        if (isReplacement || _tell.IsOnTrial)
            _verdicts.Condemn(session, Setbacks.Of(failure.Fault.Kind, problem));
        else
            _host.Log.Warning(ConnectionText.Child(failure, problem, _host.Loop.Now));
    }

    public void ReauthenticationDue(LiveSession session, ReauthenticationDue due) =>
        OfLive(session, _ => Replace(due.Why, due.Deadline));

    public void Redirected(LiveSession session, RedirectTarget target) => OfLive(session, _ => _redirects.Follow(session, target));

    public void PathMtuChanged(LiveSession session) => OfLive(session, _ => _traffic.FollowMtu());

    public void PathSuspect(LiveSession session) => OfLive(session, now =>
    {
        if (session.IsSuspect)
            Replace(_path.Leave(session));
        _supervisor.HandleSuspect("the gateway does not answer", now);
    });

    public void PathAlive(LiveSession session) => OfLive(session, now =>
    {
        _vain.Forget();
        _supervisor.HandleAlive(now);
    });

    public void DataPathSuspect(LiveSession session) => OfLive(
        session, now => _supervisor.HandleDeadPath("nothing comes back through the tunnel, though the gateway answers", now));

    public void UdpAnswered(LiveSession session) => OfLive(session, _ => _path.Tcp.Return(session));

    public void PathFailed(LiveSession session, LinuxException failure)
    {
        string problem = $"the tunnel can't be kept up: {failure.Message}";
        _host.Log.Warning(problem);
        _verdicts.Condemn(session, _verdicts.OfRefusal(failure, problem));
    }

    public void SessionDown(LiveSession session, IkeFault fault)
    {
        session.Dispose();
        if (session == Live)
            LoseLive(session, fault);
        else if (!_attempts.TryTake(session, out long attempt))
            _traffic.TryLetGo(session);
        else if (!_redirects.TryFollow(session, attempt, fault))
            _supervisor.HandleFailed(attempt, _verdicts.Of(session, fault), _host.Loop.Now);
        Drain();
        FinishIfDone();
    }

    private void OfLive(LiveSession session, Action<Instant> tell)
    {
        if (session == Live)
            Do(tell);
    }

    /// <summary>A verb of the supervisor's, and what follows from it.</summary>
    private void Do(Action<Instant> verb)
    {
        verb(_host.Loop.Now);
        Drain();
    }

    private bool IsEnding => _isStopping || IsDown || _isFinished;

    private void End()
    {
        _supervisor.Down();
        _names.Stop();
        Drain();
        _traffic.Close();
        FinishIfDone();
    }

    /// <summary>The probe says that the tunnel carries packets, or that it does not.</summary>
    private void HandleProbe(bool isAlive)
    {
        _tell.Probed(isAlive);
        if (isAlive)
            Do(_supervisor.HandleAlive);
        else
            Live?.HandleDataSilence();
    }

    /// <summary>While the certificate before is still good, there is a session if the gateway does not take the new one.</summary>
    private void HandleRenewal()
    {
        if (!IsEnding && ReplacedBecause is null)
            Replace("the agent's own certificate is another");
    }

    /// <param name="why">Null: no new session is needed. The same again is the wish that there is.</param>
    /// <param name="deadline">When the session that stands ends; null: not by itself.</param>
    private void Replace(string? why, Instant? deadline = null)
    {
        if (why is null || why == ReplacedBecause || IsEnding || Live is null)
            return;
        _host.Log.Info($"building a new session beside the one that stands: {why}");
        Do(now => _supervisor.WantReplacement(why, deadline ?? Instant.Never, now));
    }

    /// <summary>A machine that refuses the addresses or routes gets no half a tunnel: the session is closed.</summary>
    private bool TryAdopt(LiveSession session)
    {
        try
        {
            _traffic.Adopt(session);
            return true;
        }
        catch (LinuxException failure)
        {
            _verdicts.Condemn(session, _verdicts.OfRefusal(failure, $"the tunnel can't be set up: {failure.Message}"));
            return false;
        }
    }

    private void LoseLive(LiveSession session, IkeFault fault)
    {
        Setback setback = Setbacks.OfLost(_verdicts.Of(session, fault));
        _traffic.Drop();
        _tell.Lost(setback, fault, IsEnding, _attempts.IsRunning);
        if (!IsEnding)
            _supervisor.HandleLost(setback, _host.Loop.Now);
    }

    /// <summary>Some of the actions lead back here: they are still carried out in their order.</summary>
    private void Drain()
    {
        if (_isDraining)
            return;
        _isDraining = true;
        while (!_isFinished && _supervisor.TryDequeue(out SupervisorAction action))
            CarryOut(action);
        _isDraining = false;
    }

    private void CarryOut(SupervisorAction action)
    {
        switch (action)
        {
            case ResolveGateway resolve:
                _names.Resolve(resolve.Gateway);
                break;
            case BeginAttempt begin:
                _credential.Look(_host.Loop.Now);
                _attempts.Begin(begin.Attempt, begin.Candidate, SessionStart.Of(
                    begin.IsBeside ? Live : null, Sessions == 0, _tell.IsOnTrial ? null : SupervisionMapper.Unanswered(_host.Config, _supervisor.IsShared)));
                break;
            case CancelAttempt cancel:
                _attempts.Cancel(cancel.Attempt);
                break;
            case TryAnotherWay or TryTcp when Live is { } live:
                Replace(_path.Leave(live, toTcp: action is TryTcp));
                break;
            case NobodyAnswers:
                _vain.Handle(_host.Loop.Now);
                break;
            case RoundFailed failed:
                if (_tell.Failed(failed) is { } code)
                    Finish(code);
                else if (failed.Setback.Kind is SetbackKind.NoName or SetbackKind.Silent)
                    _vain.Handle(_host.Loop.Now);
                break;
            default:
                if (!_remedies.TryCarryOut(action, Live))
                    _tell.Happened(action);
                break;
        }
    }

    private void FinishIfDone()
    {
        if (!_attempts.IsIdle || !_traffic.IsIdle)
            return;
        if (_isStopping)
            Finish(ExitCode.Success);
        if (!_isWantedAgain || _isStopping)
            return;
        (IsDown, _isWantedAgain) = (false, false);
        _host.Log.Info("up, as asked");
        Start();
    }

    private void Finish(ExitCode code)
    {
        if (!_isFinished)
            _finished(code);
        _isFinished = true;
    }
}
