using Holdfast.Crypto;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>
/// Pursues one intent: the connection is wanted up, or down. Decides which gateway is tried when and over which address, how long to wait,
/// and what is done about a session that falls silent; does nothing of it itself. After each verb the owner drains
/// <see cref="TryDequeue"/> and arms one timer for <see cref="NextDeadline"/>.
/// </summary>
/// <param name="network">As it is now.</param>
public sealed class Supervisor(SupervisorSettings settings, NetworkView network, IRandom random)
{
    /// <summary>A network that comes and goes begins no more rounds than that, one after the other.</summary>
    private static readonly TimeSpan ShortestRound = TimeSpan.FromSeconds(2);

    private const string GatewayIsSilent = "the gateway does not answer";

    private readonly SupervisorSettings _settings = settings;
    private readonly IRandom _random = random;
    private readonly Outbox _outbox = new();
    private readonly GatewayList _gateways = new(settings, random);
    private readonly RetryWait _retry = new(settings, random);
    private readonly ReplacementWish _wish = new(settings, random);
    private readonly Failback _failback = new(settings, random);
    private readonly VainTime _vain = new(settings);
    private readonly AttemptBudget _budget = new(settings);
    private readonly PathLadder _ladder = new(settings);
    private NetworkView _network = network;
    private Round? _round;
    private Instant _roundSince = new(0);
    private Instant _rescueAt = Instant.Never;
    private Instant _socketsAt = Instant.Never;
    private Instant _connectedAt;
    private Candidate? _live;
    private bool _isWanted;
    private bool _isSuspected;
    private Setback? _lastSetback;

    public Instant NextDeadline => Instant.Earliest(
        Instant.Earliest(_round?.NextDeadline ?? Instant.Never, _vain.NextDeadline),
        Instant.Earliest(Instant.Earliest(_rescueAt, _socketsAt), NextBegin));

    public Standing Standing => !_isWanted ? Standing.Down
        : _live is not null ? Standing.Connected(_isSuspected)
        : _network.IsOffline ? Standing.Offline
        : _round is { } round ? Standing.Of(round)
        : Standing.Waiting(_retry.At, _lastSetback);

    /// <summary>By which way the session that stands was made; null: none stands.</summary>
    public Candidate? InUse => _live;

    /// <summary>Why a new session is wanted while one stands; null: none is.</summary>
    public string? ReplacedBecause => _wish.Why;

    /// <summary>A gateway served from this network and has to serve anew: so it is, at the same moment, with all of its sites.</summary>
    public bool IsShared => _gateways.HasServed(_network);

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
        _live = null;
        _retry.Stop();
        _vain.Note(false, new(0));
    }

    /// <summary>Something has changed that makes an attempt sensible now: a file, a wish, the clock.</summary>
    public void Hurry(Instant now)
    {
        _gateways.Forgive();
        _retry.Reset();
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
            _retry.Stop();
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
        _outbox.Emit(new Report(Takeover.Of(round.Purpose, _live, candidate), _wish.Why ?? $"to {candidate.Address}"));
        _gateways[candidate.Gateway].NoteGood(candidate, _network);
        (_live, _connectedAt, _lastSetback) = (candidate, now, null);
        _retry.Stop();
        Forget();
        _failback.Use(candidate.Gateway, now);
        _gateways.LearnOthers(_outbox);
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

    /// <summary>A gateway sends us elsewhere (RFC 5685): the attempt goes on there, or a session is built there beside the one that stands.</summary>
    /// <param name="attempt">Null: it is the one in use.</param>
    public void HandleRedirect(long? attempt, IReadOnlyList<IpAddress> addresses, Instant now)
    {
        if (attempt is { } one && _round is { } round && round.TryTake(one, out Candidate candidate))
            round.Redirect(candidate, addresses, now);
        else if (attempt is null && _live is { } live && _isWanted && !_network.IsOffline && _round is not { HasAnswer: true })
            Move(live, addresses, now);
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
        if (_round is { Purpose: RoundPurpose.Failback or RoundPurpose.Move, HasAnswer: false })
            EndRound();
        if (_round is { } round)
            round.Purpose = RoundPurpose.Connect;
        else
            _retry.Begin(setback, wasGood, _gateways.FirstFree, now);
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
        if (now >= _rescueAt)
            Rescue(now, includeLive: true);
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
        Rung rung = _ladder.Climb(why, _outbox, now);
        if (rung is Rung.Children or Rung.Tcp)
            return;
        Rescue(now, includeLive: rung != Rung.OtherGateway || _gateways.Count == 1);
        Settle(now);
    }

    public void HandleTimeout(Instant now)
    {
        _round?.HandleTimeout(now);
        if (_round is { HasAnswer: false } round && now >= round.GiveUpAt)
            FailRound(round, now);
        if (now >= _rescueAt)
            Rescue(now, includeLive: true);
        if (now >= _socketsAt)
        {
            _socketsAt = Instant.Never;
            _outbox.Emit(new RenewSockets(GatewayIsSilent));
            if (_live is { } live && _round is { HasAnswer: false } rescue)
                rescue.Again(live, now);
        }
        _vain.HandleTimeout(_outbox, now);
        Settle(now);
    }

    private Instant NextBegin => _round is not null || _network.IsOffline ? Instant.Never
        : _live is null ? _retry.At
        : Instant.Earliest(_wish.NextTry, _failback.NextTry);

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
            if (now >= _retry.At)
                Connect(now);
        }
        else if (now >= _wish.NextTry)
        {
            _wish.Began();
            Begin(RoundPurpose.Replace, _gateways.From(live.Gateway), Instant.Never, now);
        }
        else if (now >= _failback.NextTry)
        {
            _failback.Began();
            Begin(RoundPurpose.Failback, _gateways.Before(live.Gateway), now + _settings.FailbackPatience, now);
        }
    }

    private void Connect(Instant now)
    {
        if (!_isWanted || _network.IsOffline)
            return;
        _retry.Stop();
        Begin(RoundPurpose.Connect, _gateways.Free(now), Instant.Never, now);
    }

    /// <summary>The network is another one: what is under way in it is in vain, and what failed in the one before may go now.</summary>
    private void Renew(Instant now)
    {
        _retry.Reset();
        if (_round is { HasAnswer: true })
            return;
        Instant earliest = _roundSince + ShortestRound;
        EndRound();
        if (now >= earliest)
            Connect(now);
        else
            _retry.Wait(earliest);
    }

    private void Rescue(Instant now, bool includeLive)
    {
        _rescueAt = Instant.Never;
        if (_live is not { } live || _network.IsOffline || _round is { HasAnswer: true })
            return;
        Interrupt(now);
        _socketsAt = includeLive ? now + _settings.SocketPatience : Instant.Never;
        IReadOnlyList<GatewayRecord> order = _gateways.From(live.Gateway);
        Begin(RoundPurpose.Rescue, includeLive ? order : [.. order.Skip(1)], Instant.Never, now);
    }

    private void Move(Candidate live, IReadOnlyList<IpAddress> addresses, Instant now)
    {
        Interrupt(now);
        Begin(RoundPurpose.Move, [], now + _settings.FailbackPatience, now);
        _round!.Redirect(live, addresses, now);
    }

    private void Begin(RoundPurpose purpose, IReadOnlyList<GatewayRecord> order, Instant giveUpAt, Instant now)
    {
        _roundSince = now;
        _round = new Round(purpose, _settings, order, _network, _outbox, purpose == RoundPurpose.Failback ? null : _budget, giveUpAt);
        _round.Step(now);
    }

    private void EndRound()
    {
        _round?.Cancel();
        _round = null;
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
            _retry.Begin(setback, wasGood: false, _gateways.FirstFree, now);
            _outbox.Emit(new RoundFailed(setback, _retry.At));
            return;
        }

        if (round.Purpose == RoundPurpose.Failback)
            _failback.AfterFailure(now);
        if (_isSuspected && !_wish.IsWanted)
            _wish.Want(GatewayIsSilent, Instant.Never, now);
        if (round.Purpose != RoundPurpose.Failback || _isSuspected)
            _outbox.Emit(new ReplacementFailed(setback, _wish.AfterFailure(now)));
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
