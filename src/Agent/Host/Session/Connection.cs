using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// Pursues one session: builds it, builds it anew after a loss for as long as it takes, and replaces it while it still
/// stands when it is to be authenticated anew, or when the way to the gateway is another that it can't follow.
/// </summary>
public sealed class Connection : ITimed, ISessionOwner
{
    private readonly HostContext _host;
    private readonly bool _endsOnFirstFailure;
    private readonly Action<ExitCode> _finished;
    private readonly Waiting _waiting;
    private readonly Traffic _traffic;
    private readonly Replacement _replacement;
    private readonly PathFollower _path;
    private readonly CredentialWatch _credential;
    private readonly VainAttempts _vain;
    private ConnectRound? _round;
    private (LiveSession Session, string Problem, ExitCode Code)? _verdict; // of a session that we close ourselves
    private IpAddress? _lastAddress;
    private bool _isStopping;
    private bool _isWantedAgain; // while it still goes down
    private bool _isFinished;

    /// <param name="endsOnFirstFailure">A first attempt that fails is the end, with an exit code that says why.</param>
    public Connection(HostContext host, bool endsOnFirstFailure, Action<ExitCode> finished)
    {
        (_host, _endsOnFirstFailure, _finished) = (host, endsOnFirstFailure, finished);
        PathChooser paths = new(host);
        (_waiting, _traffic, _replacement) = (new Waiting(host, paths), new Traffic(host), new Replacement(host));
        _path = new PathFollower(host, paths, _waiting, _traffic, _replacement);
        _credential = new CredentialWatch(host.Own, host.Clock, host.Log, () => Live?.Credential, HandleRenewal);
        _vain = new VainAttempts(host);
        host.Loop.Add(this);
        host.Loop.Add(_credential);
        host.Loop.Add(new MtuWatch(host.Loop, _traffic));
    }

    public HostContext Host => _host;

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public ConnectionState State =>
        IsDown ? ConnectionState.Down
        : Live is not null ? ConnectionState.Connected
        : _round is null ? ConnectionState.Waiting
        : _round.Session is null ? ConnectionState.Resolving
        : ConnectionState.Connecting;

    /// <summary>It is asked to have no session.</summary>
    public bool IsDown { get; private set; }

    /// <summary>What belongs into the tunnel goes nowhere.</summary>
    public bool IsBlocked => _host.KillSwitch.IsClosed && Live is null;

    /// <summary>The session that carries the traffic.</summary>
    public LiveSession? Live => _traffic.Live;

    /// <summary>Address of the gateway that is in use, or was tried last.</summary>
    public IpAddress? LastAddress => Live?.Route.Gateway ?? _round?.Address ?? _lastAddress;

    public string? LastProblem { get; private set; }

    /// <summary>Why a new session is wanted while one stands; null: none is.</summary>
    public string? ReplacedBecause => _replacement.Why;

    /// <summary>Sessions that stood.</summary>
    public long Sessions { get; private set; }

    public void Start() => BeginRound(SessionStart.Anew, null);

    public void HandleTimeout(Instant now)
    {
        NextDeadline = Instant.Never;
        if (Live is null)
            Start();
        else
            ReplaceIf(_replacement.IsWanted);
    }

    /// <summary>Ends what stands or is under way; the delegate is called when that is done.</summary>
    public void Stop()
    {
        _isStopping = true;
        End();
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

    /// <exception cref="LinuxException">The kill switch can't be set: it stays down.</exception>
    public void Up()
    {
        if (!IsDown || _isFinished)
            return;
        _host.KillSwitch.Close();
        _host.Path.Block(_host.Config.KillSwitch);
        _isWantedAgain = true;
        FinishIfDone();
    }

    private bool IsEnding => _isStopping || IsDown;

    private void End()
    {
        NextDeadline = Instant.Never;
        LiveSession? attempt = _round?.Session;
        if (attempt is null)
            EndRound();
        attempt?.Close();
        _traffic.Close();
        FinishIfDone();
    }

    /// <summary>Addresses or routes of this host have changed.</summary>
    public void HandleNetworkChange()
    {
        if (IsEnding || _isFinished)
            return;
        if (Live is { } live)
            FollowNetwork(live);
        else if (_round is null && _waiting.IsOver)
            Start();
    }

    public void SessionUp(LiveSession session)
    {
        if (IsEnding || !TryAdopt(session))
            return;
        EndRound();
        Sessions++;
        (LastProblem, NextDeadline) = (null, Instant.Never);
        _replacement.Forget();
        _waiting.Reset();
        _vain.Forget();
        foreach (string line in ConnectionText.Connected(_host, session))
            _host.Log.Info(line);
        ReplaceIf(_path.Follow(session));
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
        if (isReplacement || (_endsOnFirstFailure && Sessions == 0))
        {
            _verdict = (session, problem, FaultAdvice.ExitCodeOf(failure.Fault.Kind));
            session.Close();
            return;
        }

        _host.Log.Warning(ConnectionText.Child(failure, problem, _host.Loop.Now));
    }

    public void ReauthenticationDue(LiveSession session, ReauthenticationDue due)
    {
        if (session != Live)
            return;
        _replacement.Want(due.Why, due.Deadline);
        ReplaceIf(true);
    }

    public void PathMtuChanged(LiveSession session)
    {
        if (session == Live)
            _traffic.FollowMtu();
    }

    public void PathSuspect(LiveSession session)
    {
        if (session == Live)
            ReplaceIf(_path.Leave(session));
    }

    public void PathFailed(LiveSession session, LinuxException failure)
    {
        string problem = $"the tunnel can't be kept up: {failure.Message}";
        _host.Log.Warning(problem);
        ExitCode code = AfterRefusal(failure);
        _verdict = (session, problem, Sessions == 0 ? code : ExitCode.Success);
        session.Close();
    }

    public void SessionDown(LiveSession session, IkeFault fault)
    {
        string problem = ConnectionText.Fault(_host.Config, fault, session);
        session.Dispose();
        if (session == Live)
            LoseLive(session, problem, fault);
        else if (_round?.Session == session)
            LoseAttempt(session, problem, fault);
        else
            _traffic.TryLetGo(session);
        FinishIfDone();
    }

    /// <summary>While the certificate before is still good, there is a session if the gateway does not take the new one.</summary>
    private void HandleRenewal()
    {
        if (IsEnding || _replacement.IsWanted)
            return;
        _replacement.Want("the agent's own certificate is another", Instant.Never);
        ReplaceIf(true);
    }

    private void FollowNetwork(LiveSession live)
    {
        ReplaceIf(_path.Follow(live));
        if (!_waiting.IsOffline)
            _traffic.Refresh();
    }

    private void BeginRound(SessionStart start, IpAddress? preferred)
    {
        _credential.Look(_host.Loop.Now);
        _round = new ConnectRound(_host, this, start with { IsFirst = Sessions == 0 }, HandleRoundFailure);
        _round.Begin(preferred);
    }

    private void EndRound()
    {
        if (_round is null)
            return;
        _lastAddress = _round.Address ?? _lastAddress;
        _waiting.Learn(_round.Addresses);
        _round.Dispose();
        _round = null;
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
            _verdict = (session, $"the tunnel can't be set up: {failure.Message}", AfterRefusal(failure));
            session.Close();
            return false;
        }
    }

    /// <summary>Success: it is worth another attempt, as the agent carries the packets of the sessions to come.</summary>
    private ExitCode AfterRefusal(LinuxException cause) =>
        _host.Path.GiveUpKernel(cause.Message) ? ExitCode.Success : ExitCode.Environment;

    /// <summary>Begins a new session beside the one that stands, where none is on its way already.</summary>
    private void ReplaceIf(bool isNeeded)
    {
        if (!isNeeded || Live is not { } live || _round is not null || IsEnding)
            return;
        NextDeadline = Instant.Never;
        _host.Log.Info($"building a new session beside the one that stands: {_replacement.Why}");
        BeginRound(new SessionStart(false, live.Tunnel?.Addresses ?? []), live.Route.Gateway);
    }

    private void LoseLive(LiveSession session, string problem, IkeFault fault)
    {
        ExitCode code = TakeVerdict(session, ref problem) ?? FaultAdvice.ExitCodeOf(fault.Kind);
        _replacement.Forget();
        _traffic.Drop();
        if (IsEnding)
            _host.Log.Info(fault.Kind == FaultKind.Stopped ? "disconnected, as asked" : $"disconnected: {fault.Message}");
        else if (_round is null)
            Retry(problem, code);
        else
            _host.Log.Warning($"disconnected: {LastProblem = problem}; the next session is on its way");
    }

    private void LoseAttempt(LiveSession session, string problem, IkeFault fault)
    {
        if (IsEnding)
            EndRound();
        else if (TakeVerdict(session, ref problem) is { } code)
            HandleRoundFailure(problem, code);
        else
            _round!.HandleLoss(problem, FaultAdvice.ExitCodeOf(fault.Kind), mayTryNext: fault.Kind == FaultKind.Unreachable);
    }

    /// <summary>What was said of a session when we closed it ourselves.</summary>
    private ExitCode? TakeVerdict(LiveSession session, ref string problem)
    {
        if (_verdict is not { } verdict || verdict.Session != session)
            return null;
        (_verdict, problem) = (null, verdict.Problem);
        return verdict.Code;
    }

    private void HandleRoundFailure(string problem, ExitCode code)
    {
        EndRound();
        if (Live is null)
            Retry(problem, code);
        else
            NextDeadline = _replacement.AfterFailure(problem);
    }

    private void Retry(string problem, ExitCode code)
    {
        LastProblem = problem;
        bool isMachine = code == ExitCode.Environment;
        if (_endsOnFirstFailure && code != ExitCode.Success && (isMachine || Sessions == 0))
        {
            _host.Log.Error(isMachine ? problem : $"cannot connect to {_host.Config.Gateway}: {problem}");
            Finish(code);
        }
        else
        {
            NextDeadline = _host.Loop.Now + _waiting.Next(problem);
            if (code == ExitCode.Unreachable)
                _vain.Handle(_host.Loop.Now);
        }
    }

    private void FinishIfDone()
    {
        if (_round is not null || !_traffic.IsIdle)
            return;
        if (_isStopping)
            Finish(ExitCode.Success);
        else if (_isWantedAgain)
            BeginAgain();
    }

    private void BeginAgain()
    {
        (IsDown, _isWantedAgain) = (false, false);
        _host.Log.Info("up, as asked");
        Start();
    }

    private void Finish(ExitCode code)
    {
        if (!_isFinished)
            _finished(code);
        (_isFinished, NextDeadline) = (true, Instant.Never);
    }
}
