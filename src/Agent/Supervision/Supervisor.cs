using Holdfast.Crypto;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>
/// Pursues one intent: the connection is wanted up, or down. Decides which gateway is tried when and over which address, how long to wait,
/// and what is done about a session that falls silent; does nothing of it itself. After each verb the owner drains
/// <see cref="TryDequeue"/> and arms one timer for <see cref="NextDeadline"/>.
/// </summary>
public sealed class Supervisor
{
    /// <summary>A network that comes and goes begins no more rounds than that, one after the other.</summary>
    private static readonly TimeSpan ShortestRound = TimeSpan.FromSeconds(2);

    private const string GatewayIsSilent = "the gateway does not answer";

    private readonly SupervisorSettings _settings;
    private readonly IRandom _random;
    private readonly Outbox _outbox = new();
    private readonly GatewayRecord[] _gateways;
    private readonly Backoff _backoff;
    private readonly ReplacementWish _wish;
    private readonly Failback _failback;
    private readonly VainTime _vain;
    private readonly AttemptBudget _budget;
    private readonly PathLadder _ladder = new();
    private NetworkView _network;
    private Round? _round;
    private Instant _roundSince = new(0);
    private Instant _retryAt = Instant.Never;
    private Instant _rescueAt = Instant.Never;
    private Instant _socketsAt = Instant.Never;
    private Instant _silentAt = Instant.Never;
    private Instant _connectedAt;
    private Candidate? _live;
    private bool _isWanted;
    private bool _isSuspected;
    private Setback? _lastSetback;

    /// <param name="network">As it is now.</param>
    public Supervisor(SupervisorSettings settings, NetworkView network, IRandom random)
    {
        (_settings, _network, _random) = (settings, network, random);
        _gateways = new GatewayRecord[settings.Gateways];
        for (int i = 0; i < _gateways.Length; i++)
            _gateways[i] = new GatewayRecord(i, settings, random);
        _backoff = new Backoff(random, settings.FirstWait, settings.LongestWait);
        _budget = new AttemptBudget(settings);
        _wish = new ReplacementWish(settings, random);
        _failback = new Failback(settings, random);
        _vain = new VainTime(settings, _outbox);
    }

    public Instant NextDeadline
    {
        get
        {
            Instant next = Instant.Earliest(_round?.NextDeadline ?? Instant.Never, _vain.NextDeadline);
            next = Instant.Earliest(next, Instant.Earliest(_rescueAt, Instant.Earliest(_socketsAt, _silentAt)));
            if (_round is not null || _network.IsOffline)
                return next;
            return Instant.Earliest(next, _live is null ? _retryAt : Instant.Earliest(_wish.NextTry, _failback.NextTry));
        }
    }

    public Standing Standing
    {
        get
        {
            if (!_isWanted)
                return new(Phase.Down, Instant.Never, "holdfast up");
            if (_live is not null)
                return new(Phase.Connected, Instant.Never, _isSuspected ? "a sign of life of the gateway" : "");
            if (_network.IsOffline)
                return new(Phase.Offline, Instant.Never, "a network");
            if (_round is null)
                return new(Phase.Waiting, _retryAt, _lastSetback is { IsRefusal: true } ? "the next attempt after a refusal" : "the next attempt");
            if (_round.IsPaused)
                return new(Phase.Waiting, _round.NextDeadline, "the next attempt, after many that nobody answered");
            return _round.IsRunning
                ? new(Phase.Connecting, Instant.Never, _round.HasAnswer ? "the end of the handshake" : "an answer of the gateway")
                : new(Phase.Resolving, Instant.Never, "the gateway's name");
        }
    }

    /// <summary>Why a new session is wanted while one stands; null: none is.</summary>
    public string? ReplacedBecause => _wish.Why;

    public bool TryDequeue(out SupervisorAction action) => _outbox.TryDequeue(out action);

    /// <summary>Wanted, from now on, and at once.</summary>
    public void Up(Instant now)
    {
        _isWanted = true;
        Hurry(now);
    }

    /// <summary>Not wanted; the owner closes what stands.</summary>
    public void Down()
    {
        _isWanted = false;
        EndRound();
        Forget();
        (_live, _retryAt) = (null, Instant.Never);
        _vain.Note(false, new(0));
    }

    /// <summary>Something has changed that makes an attempt sensible now: a file, a wish, the clock.</summary>
    public void Hurry(Instant now)
    {
        foreach (GatewayRecord gateway in _gateways)
            gateway.Forgive();
        _backoff.Reset();
        _budget.Renew();
        if (_live is null && _round is null)
            Connect(now);
        else
            _round?.Step(now);
    }

    /// <summary>Links, addresses or routes are others; or look as before.</summary>
    public void HandleNetwork(NetworkView network, Instant now)
    {
        NetworkView before = _network;
        _network = network;
        if (!_isWanted || network == before)
            return;
        _budget.Renew();
        if (network.IsOffline != before.IsOffline)
            _outbox.Emit(new Report(network.IsOffline ? HistoryKind.Offline : HistoryKind.Online, ""));
        if (network.IsOffline)
        {
            Interrupt(now);
            _retryAt = Instant.Never;
        }
        else if (_live is null)
        {
            Renew(now);
        }
        else if (_isSuspected)
        {
            Rescue(now, includeLive: true);
        }

        Settle(now);
    }

    /// <summary>What the name had in an earlier run, for when it does not resolve in this one.</summary>
    public void Remember(int gateway, IReadOnlyList<IpAddress> addresses) => _gateways[gateway].Learn(addresses);

    public void HandleNames(int gateway, IReadOnlyList<IpAddress> addresses, Instant now)
    {
        _gateways[gateway].Learn(addresses);
        _round?.HandleNames(_gateways[gateway], now);
        Settle(now);
    }

    public void HandleNoNames(int gateway, string problem, Instant now)
    {
        _round?.HandleNoNames(_gateways[gateway], new Setback(SetbackKind.NoName, problem), now);
        Settle(now);
    }

    /// <summary>The gateway said something to an attempt; who it is has yet to be proved.</summary>
    public void HandleAnswered(long attempt, Instant now)
    {
        _round?.HandleAnswered(attempt, now);
        Settle(now);
    }

    /// <summary>An attempt made a session, which takes over from any before. False: it is not wanted any more, and is to be closed.</summary>
    public bool HandleConnected(long attempt, Instant now)
    {
        if (_round is not { } round || !round.TryTake(attempt, out Candidate candidate))
            return false;
        EndRound();
        _budget.Renew();
        NoteConnected(round.Purpose, candidate);
        _gateways[candidate.Gateway].NoteGood(candidate, _network);
        (_live, _connectedAt, _retryAt, _lastSetback) = (candidate, now, Instant.Never, null);
        Forget();
        _failback.Use(candidate.Gateway, now);
        LearnOthers();
        Settle(now);
        return true;
    }

    public void HandleFailed(long attempt, Setback setback, Instant now)
    {
        if (_round is not { } round || !round.TryTake(attempt, out Candidate candidate))
            return;
        if (setback.IsRefusal)
        {
            _gateways[candidate.Gateway].NoteRefusal(now);
            _outbox.Emit(new Report(HistoryKind.Refused, setback.Text));
        }

        round.HandleFailed(candidate, setback, now);
        Settle(now);
    }

    /// <summary>The session that stood is gone.</summary>
    public void HandleLost(Setback setback, Instant now)
    {
        bool wasGood = now - _connectedAt >= _settings.Proven;
        if (setback.IsRefusal && _live is { } live)
            _gateways[live.Gateway].NoteRefusal(now);
        (_live, _lastSetback) = (null, setback);
        Forget();
        if (!_isWanted)
            return;
        _outbox.Emit(new Report(HistoryKind.Lost, setback.Text));
        // One for gateways that are preferred leaves out the others.
        if (_round is { Purpose: RoundPurpose.Failback, HasAnswer: false })
            EndRound();
        if (_round is { } round)
            round.Purpose = RoundPurpose.Connect;
        else
            _retryAt = Latest(now + WaitAfter(setback, wasGood), FirstFree());
        Settle(now);
    }

    /// <summary>A new session is wanted beside the one that stands.</summary>
    /// <param name="deadline">When that one ends anyway; <see cref="Instant.Never"/>: it does not.</param>
    public void WantReplacement(string why, Instant deadline, Instant now)
    {
        if (_live is null || !_isWanted)
            return;
        _wish.Want(why, deadline, now);
        Settle(now);
    }

    /// <summary>The gateway of the session that stands does not answer.</summary>
    public void HandleSuspect(string why, Instant now)
    {
        if (_live is null || _isSuspected || !_isWanted)
            return;
        _isSuspected = true;
        _outbox.Emit(new Report(HistoryKind.Suspected, why));
        _outbox.Emit(new TryAnotherWay());
        _rescueAt = now + Chance.Upto(_random, _settings.RescueSpread);
        RescueIfDue(now);
        Settle(now);
    }

    /// <summary>It answers again, or its packets come again: it is kept.</summary>
    public void HandleAlive(Instant now)
    {
        _ladder.Reset();
        if (!_isSuspected)
            return;
        (_isSuspected, _rescueAt, _socketsAt) = (false, Instant.Never, Instant.Never);
        _outbox.Emit(new Report(HistoryKind.Healed, ""));
        if (_round is { Purpose: RoundPurpose.Rescue } || _wish.Why == GatewayIsSilent)
            EndRound();
        if (_wish.Why == GatewayIsSilent)
            _wish.Forget();
        Settle(now);
    }

    /// <summary>The gateway answers, but packets through the tunnel come to nothing.</summary>
    public void HandleDeadPath(string why, Instant now)
    {
        if (_live is not { } live || _round is not null || !_isWanted)
            return;
        _outbox.Emit(new Report(HistoryKind.Suspected, why));
        Rung rung = _ladder.Next(now);
        if (rung == Rung.Children)
        {
            _outbox.Emit(new RenewChildren());
            _outbox.Emit(new Report(HistoryKind.ChildrenRenewed, why));
            return;
        }

        if (rung >= Rung.Sockets)
            RenewTheSockets(why);
        Rescue(now, includeLive: rung != Rung.OtherGateway || _gateways.Length == 1);
        Settle(now);
    }

    public void HandleTimeout(Instant now)
    {
        _round?.HandleTimeout(now);
        if (_round is { HasAnswer: false } round && now >= round.GiveUpAt)
            FailRound(round, now);
        RescueIfDue(now);
        if (now >= _socketsAt)
        {
            _socketsAt = Instant.Never;
            RenewTheSockets(GatewayIsSilent);
            if (_live is { } live && _round is { HasAnswer: false } rescue)
                rescue.Again(live, now);
        }

        if (now >= _silentAt)
        {
            _silentAt = _round is { HasAnswer: false } ? now + (_settings.SilencePatience * 2) : Instant.Never;
            if (_silentAt != Instant.Never)
                _outbox.Emit(new NobodyAnswers());
        }

        _vain.HandleTimeout(now);
        Settle(now);
    }

    /// <summary>Ends a round that has come to its end, and begins what is due.</summary>
    private void Settle(Instant now)
    {
        if (_round is { IsOver: true } round)
            FailRound(round, now);
        if (_round is null && _isWanted && !_network.IsOffline)
            BeginDue(now);
        _vain.Note(_isWanted && _live is null && !_network.IsOffline, now);
    }

    private void BeginDue(Instant now)
    {
        if (_live is not { } live)
        {
            if (now >= _retryAt)
                Connect(now);
        }
        else if (now >= _wish.NextTry)
        {
            _wish.Began();
            Begin(RoundPurpose.Replace, FromLive(live), Instant.Never, now);
        }
        else if (now >= _failback.NextTry)
        {
            _failback.Began();
            Begin(RoundPurpose.Failback, _gateways[..live.Gateway], now + _settings.FailbackPatience, now);
        }
    }

    private void Connect(Instant now)
    {
        if (!_isWanted || _network.IsOffline)
            return;
        _retryAt = Instant.Never;
        List<GatewayRecord> order = [];
        foreach (GatewayRecord gateway in _gateways)
        {
            if (now >= gateway.HeldUntil)
                order.Add(gateway);
        }

        Begin(RoundPurpose.Connect, order.Count > 0 ? order : _gateways, Instant.Never, now);
    }

    /// <summary>The network is another one: what is under way in it is in vain, and what failed in the one before may go now.</summary>
    private void Renew(Instant now)
    {
        _backoff.Reset();
        if (_round is { HasAnswer: true })
            return;
        Instant earliest = _roundSince + ShortestRound;
        EndRound();
        if (now >= earliest)
            Connect(now);
        else
            _retryAt = earliest;
    }

    private void RescueIfDue(Instant now)
    {
        if (now >= _rescueAt)
            Rescue(now, includeLive: true);
    }

    private void Rescue(Instant now, bool includeLive)
    {
        _rescueAt = Instant.Never;
        if (_live is not { } live || _network.IsOffline || _round is { HasAnswer: true })
            return;
        Interrupt(now);
        _socketsAt = includeLive ? now + _settings.SocketPatience : Instant.Never;
        IReadOnlyList<GatewayRecord> order = FromLive(live);
        Begin(RoundPurpose.Rescue, includeLive ? order : [.. order.Skip(1)], Instant.Never, now);
    }

    private void RenewTheSockets(string why)
    {
        _outbox.Emit(new RenewSockets());
        _outbox.Emit(new Report(HistoryKind.SocketsRenewed, why));
    }

    /// <summary>All gateways, beginning with the one in use.</summary>
    private List<GatewayRecord> FromLive(Candidate live)
    {
        List<GatewayRecord> order = [_gateways[live.Gateway]];
        foreach (GatewayRecord gateway in _gateways)
        {
            if (gateway.Index != live.Gateway)
                order.Add(gateway);
        }

        return order;
    }

    private void Begin(RoundPurpose purpose, IReadOnlyList<GatewayRecord> order, Instant giveUpAt, Instant now)
    {
        _roundSince = now;
        AttemptBudget? budget = purpose == RoundPurpose.Failback ? null : _budget;
        _round = new Round(purpose, _settings, order, _network, _outbox, budget, giveUpAt);
        _silentAt = purpose == RoundPurpose.Failback ? Instant.Never : now + _settings.SilencePatience;
        _round.Step(now);
    }

    private void EndRound()
    {
        _round?.Cancel();
        (_round, _silentAt) = (null, Instant.Never);
    }

    /// <summary>What it was for is still to be done.</summary>
    private void Interrupt(Instant now)
    {
        if (_round is { Purpose: RoundPurpose.Failback })
            _failback.AfterFailure(now);
        else if (_round is { Purpose: RoundPurpose.Replace })
            _wish.Again(now);
        EndRound();
    }

    private void FailRound(Round round, Instant now)
    {
        Setback setback = round.Setback ?? new Setback(SetbackKind.Silent, GatewayIsSilent);
        EndRound();
        if (_live is null)
        {
            _lastSetback = setback;
            _retryAt = Latest(now + WaitAfter(setback, wasGood: false), FirstFree());
            _outbox.Emit(new RoundFailed(setback, _retryAt));
            return;
        }

        if (round.Purpose == RoundPurpose.Failback)
            _failback.AfterFailure(now);
        if (_isSuspected && !_wish.IsWanted)
            _wish.Want(GatewayIsSilent, Instant.Never, now);
        if (round.Purpose != RoundPurpose.Failback || _isSuspected)
            _outbox.Emit(new ReplacementFailed(setback, _wish.AfterFailure(now)));
    }

    private TimeSpan WaitAfter(Setback setback, bool wasGood)
    {
        if (wasGood)
        {
            _backoff.Reset();
            return setback.Kind == SetbackKind.Closed ? Chance.Upto(_random, _settings.Spread) : TimeSpan.Zero;
        }

        return _backoff.Next();
    }

    /// <summary>When the first of the gateways is not left alone any more.</summary>
    private Instant FirstFree()
    {
        Instant first = Instant.Never;
        foreach (GatewayRecord gateway in _gateways)
            first = Instant.Earliest(first, gateway.HeldUntil);
        return first;
    }

    private static Instant Latest(Instant one, Instant other) => one > other ? one : other;

    /// <summary>While names resolve: the time that they are needed may be one when they do not.</summary>
    private void LearnOthers()
    {
        foreach (GatewayRecord gateway in _gateways)
        {
            if (gateway.Addresses.Count == 0)
                _outbox.Emit(new ResolveGateway(gateway.Index));
        }
    }

    private void NoteConnected(RoundPurpose purpose, Candidate candidate)
    {
        int before = _live?.Gateway ?? candidate.Gateway;
        HistoryKind what = candidate.Gateway < before ? HistoryKind.FailedBack
            : candidate.Gateway > before ? HistoryKind.FailedOver
            : purpose == RoundPurpose.Connect ? HistoryKind.Connected
            : HistoryKind.Replaced;
        _outbox.Emit(new Report(what, _wish.Why ?? ""));
    }

    /// <summary>What was wanted of the session that stood.</summary>
    private void Forget()
    {
        _wish.Forget();
        _failback.Forget();
        _ladder.Reset();
        (_isSuspected, _rescueAt, _socketsAt) = (false, Instant.Never, Instant.Never);
    }
}
