using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>Why a round goes on.</summary>
internal enum RoundPurpose
{
    /// <summary>There is no session.</summary>
    Connect,

    /// <summary>The one that stands is to be replaced, for a reason of its own.</summary>
    Replace,

    /// <summary>The gateway of the one that stands does not answer, or its packets come to nothing.</summary>
    Rescue,

    /// <summary>A gateway that is preferred to the one in use may be well again.</summary>
    Failback,

    /// <summary>The gateway in use wants the session to be another one's.</summary>
    Move,
}

/// <summary>
/// Attempts on the gateways in their order, and on each of their addresses: the next one begins when the one before has failed, or has
/// not been answered for a moment; those before go on (RFC 8305 section 5). An answer holds up the others. The first that connects
/// ends it.
/// </summary>
internal sealed class Round
{
    /// <summary>At the same time.</summary>
    private const int MostRunning = 8;

    private readonly SupervisorSettings _settings;
    private readonly IReadOnlyList<GatewayRecord> _order;
    private readonly Outbox _outbox;
    private readonly AttemptBudget? _budget;
    private readonly Dictionary<long, Candidate> _running = [];
    private readonly HashSet<long> _answered = [];
    private readonly Queue<Candidate> _queue = new();
    private readonly HashSet<Candidate> _known = [];
    private readonly HashSet<int> _unnamed = []; // whose names are asked for
    private readonly NetworkView _network;
    private int _turn;
    private bool _hasTriedNatPort;
    private Instant _natPortAt = Instant.Never;
    private readonly TcpTurn _tcp;
    private GatewayRecord? _namedNext;
    private Instant _namesUntil = Instant.Never;
    private Instant _nextLaunch = new(0);
    private Instant _refreshAt = Instant.Never;
    private Instant _silentAt = Instant.Never;
    private Instant _answeredAt;

    /// <param name="order">Those to be tried.</param>
    /// <param name="budget">Null: as many as there are ways.</param>
    /// <param name="giveUpAt">When it ends without success, unless somebody answers.</param>
    public Round(
        RoundPurpose purpose, SupervisorSettings settings, IReadOnlyList<GatewayRecord> order, NetworkView network, Outbox outbox,
        AttemptBudget? budget, Instant giveUpAt)
    {
        (Purpose, _settings, _order, _network, _outbox, _budget, GiveUpAt) = (purpose, settings, order, network, outbox, budget, giveUpAt);
        _hasTriedNatPort = !settings.TriesNatPort || settings.OnlyTcp || order.Count == 0;
        _tcp = new TcpTurn(settings, purpose);
    }

    public RoundPurpose Purpose { get; set; }

    public Instant GiveUpAt { get; }

    /// <summary>A gateway has answered an attempt that is under way; nothing is proved by that.</summary>
    public bool HasAnswer => _answered.Count > 0;

    public bool IsRunning => _running.Count > 0;

    public bool IsOver =>
        _running.Count == 0 && _queue.Count == 0 && _turn == _order.Count && _unnamed.Count == 0 && _hasTriedNatPort;

    /// <summary>Of all that went wrong, what says most.</summary>
    public Setback? Setback { get; private set; }

    public Instant NextDeadline
    {
        get
        {
            Instant next = Instant.Earliest(_namedNext is null ? Instant.Never : _namesUntil, HasAnswer ? Instant.Never : GiveUpAt);
            bool hasMore = _namedNext is null && (_turn < _order.Count || (!_hasTriedNatPort && _unnamed.Count == 0));
            if (_running.Count < MostRunning && (_queue.Count > 0 || hasMore))
                next = Instant.Earliest(next, NextLaunch);
            return Instant.Earliest(next, HasAnswer ? Instant.Never : Instant.Earliest(Instant.Earliest(_refreshAt, _silentAt), _tcp.At));
        }
    }

    /// <summary>Nothing is under way, and nothing may be as yet.</summary>
    public bool IsPaused => _running.Count == 0 && _queue.Count > 0;

    /// <summary>Of what is at hand. Who answered is given time before others are tried beside.</summary>
    private Instant NextLaunch
    {
        get
        {
            Instant at = _running.Count == 0 ? new(0) : _nextLaunch;
            if (HasAnswer)
                at = Instant.Latest(at, _answeredAt + _settings.AnswerPatience);
            if (_queue.Count > 0)
                return Instant.Latest(at, _budget?.NextFree ?? at);
            return _turn == _order.Count && _running.Count > 0 ? Instant.Latest(at, _natPortAt) : at;
        }
    }

    public void HandleTimeout(Instant now)
    {
        if (_namedNext is { } gateway && now >= _namesUntil)
            UseKnown(gateway);
        if (now >= _silentAt && !HasAnswer)
        {
            _silentAt = now + (_settings.SilencePatience * 2);
            _outbox.Emit(new NobodyAnswers());
        }

        if (now >= _refreshAt && !HasAnswer)
            Refresh(now);
        if (now >= _tcp.At && !HasAnswer && _tcp.Take(_outbox, now))
            AddTcp(_order);
        Step(now);
    }

    public void HandleNames(GatewayRecord gateway, Instant now)
    {
        if (_unnamed.Remove(gateway.Index))
            UseKnown(gateway);
        Step(now);
    }

    public void HandleNoNames(GatewayRecord gateway, Setback setback, Instant now)
    {
        if (_unnamed.Remove(gateway.Index))
        {
            Note(setback);
            UseKnown(gateway);
        }

        Step(now);
    }

    /// <summary>
    /// The others that nobody has answered are put off: two that got through at once would have the gateway drop the first for the
    /// second (INITIAL_CONTACT).
    /// </summary>
    public void HandleAnswered(long attempt, Instant now)
    {
        if (!_running.ContainsKey(attempt) || !_answered.Add(attempt))
            return;
        _budget?.Renew();
        _answeredAt = now;
        List<long> others = [.. _running.Keys];
        foreach (long other in others)
        {
            if (_answered.Contains(other))
                continue;
            _outbox.Emit(new CancelAttempt(other));
            _queue.Enqueue(_running[other]);
            _running.Remove(other);
        }
    }

    /// <summary>The attempt is over, one way or the other.</summary>
    public bool TryTake(long attempt, out Candidate candidate)
    {
        _answered.Remove(attempt);
        return _running.Remove(attempt, out candidate);
    }

    public void HandleFailed(Candidate candidate, Setback setback, Instant now)
    {
        Note(setback);
        if (setback.Kind is SetbackKind.NoRoute or SetbackKind.Again)
            _budget?.Refund();
        // An address that the name may have no more does not speak for the gateway.
        if (setback.IsRefusal && !_unnamed.Contains(candidate.Gateway))
            Drop(candidate.Gateway);
        _nextLaunch = now;
        Step(now);
    }

    /// <summary>
    /// Who was reached there sends us on, to addresses that come before all others, even if they were tried before. As it may be a
    /// forger's word, and lead to nobody, the sender is asked again behind them.
    /// </summary>
    public void Redirect(Candidate sender, IReadOnlyList<IpAddress> addresses, Instant now)
    {
        int others = _queue.Count;
        foreach (IpAddress address in addresses)
        {
            if (address.IsIPv6 ? _network.HasIPv6 : _network.HasIPv4)
                _queue.Enqueue(sender with { Address = address, RedirectedFrom = sender.Address });
        }

        if (_queue.Count == others)
            Note(new Setback(SetbackKind.NoRoute, "no way to " + addresses[0] + ", where the gateway sends us: the uplink has no address of that family"));
        if (Purpose != RoundPurpose.Move)
            _queue.Enqueue(sender);
        for (; others > 0; others--)
            _queue.Enqueue(_queue.Dequeue());
        _nextLaunch = now;
        Step(now);
    }

    /// <summary>A way that is tried already is tried anew, over other sockets.</summary>
    public void Again(Candidate candidate, Instant now)
    {
        List<long> all = [.. _running.Keys];
        foreach (long attempt in all)
        {
            if (_running[attempt] != candidate || now < (_budget?.NextFree ?? new(0)))
                continue;
            _outbox.Emit(new CancelAttempt(attempt));
            _running.Remove(attempt);
            Launch(candidate, now);
        }
    }

    public void Cancel()
    {
        foreach (long attempt in _running.Keys)
            _outbox.Emit(new CancelAttempt(attempt));
        _running.Clear();
        _answered.Clear();
    }

    /// <summary>Begins what is due.</summary>
    public void Step(Instant now)
    {
        while (_running.Count < MostRunning && now >= NextLaunch)
        {
            if (_queue.TryDequeue(out Candidate candidate))
                Launch(candidate, now);
            else if (_namedNext is not null)
                return;
            else if (_turn < _order.Count)
                TakeTurn(_order[_turn++], now);
            else if (_hasTriedNatPort || _unnamed.Count > 0)
                return;
            else
                TryNatPort();
        }
    }

    private void Launch(Candidate candidate, Instant now)
    {
        long attempt = _outbox.NextAttempt();
        _running.Add(attempt, candidate);
        if (_natPortAt == Instant.Never)
            _natPortAt = IsNatPortUrgent() ? now : now + _settings.NatPortPatience;
        _tcp.Launched(_order, _network, now);
        _budget?.Spend(now);
        _nextLaunch = now + _settings.Stagger;
        if (_refreshAt == Instant.Never)
            _refreshAt = now + _settings.NameRefresh;
        if (_silentAt == Instant.Never && Purpose is not (RoundPurpose.Failback or RoundPurpose.Move))
            _silentAt = now + _settings.SilencePatience;
        _outbox.Emit(new BeginAttempt(attempt, candidate, Purpose != RoundPurpose.Connect));
    }

    private void TakeTurn(GatewayRecord gateway, Instant now)
    {
        (_namedNext, _namesUntil) = (gateway, now + _settings.NamePatience);
        Ask(gateway);
    }

    private void Ask(GatewayRecord gateway)
    {
        if (_unnamed.Add(gateway.Index))
            _outbox.Emit(new ResolveGateway(gateway.Index));
    }

    private void Refresh(Instant now)
    {
        _refreshAt = now + _settings.NameRefresh;
        foreach (GatewayRecord gateway in _order)
            Ask(gateway);
    }

    private void UseKnown(GatewayRecord gateway)
    {
        if (_namedNext == gateway)
            _namedNext = null;
        if (!_settings.OnlyTcp)
        {
            foreach (Candidate candidate in gateway.Candidates(_network, byNatPort: false))
                Add(candidate);
        }

        if (_hasTriedNatPort && _settings.TriesNatPort && !_settings.OnlyTcp)
            AddNatPort(gateway);
        if (_tcp.IsTaken)
            AddTcp([gateway]);
    }

    /// <summary>
    /// Where a gateway was reached on the usual port from this network, it is more likely to be slow than to be cut off there: a second attempt
    /// would only add to what it has to do.
    /// </summary>
    private bool IsNatPortUrgent()
    {
        foreach (GatewayRecord gateway in _order)
        {
            if (gateway.HasServed(_network))
                return false;
        }

        return true;
    }

    private void TryNatPort()
    {
        _hasTriedNatPort = true;
        foreach (GatewayRecord gateway in _order)
            AddNatPort(gateway);
    }

    private void AddNatPort(GatewayRecord gateway)
    {
        foreach (Candidate candidate in gateway.Candidates(_network, byNatPort: true))
            Add(candidate);
    }

    private void AddTcp(IReadOnlyList<GatewayRecord> gateways)
    {
        foreach (ushort port in _settings.TcpPorts)
        {
            foreach (GatewayRecord gateway in gateways)
            {
                foreach (Candidate candidate in gateway.Candidates(_network, byNatPort: false, port))
                    Add(candidate);
            }
        }
    }

    private void Add(Candidate candidate)
    {
        if (_known.Add(candidate))
            _queue.Enqueue(candidate);
    }

    /// <summary>A gateway that refused us on one address is not asked on the others.</summary>
    private void Drop(int gateway)
    {
        for (int i = _queue.Count; i > 0; i--)
        {
            Candidate candidate = _queue.Dequeue();
            if (candidate.Gateway != gateway)
                _queue.Enqueue(candidate);
        }

        foreach (GatewayRecord record in _order)
        {
            for (int i = 0; record.Index == gateway && i < record.Addresses.Count; i++)
            {
                _known.Add(new Candidate(gateway, record.Addresses[i], true));
                foreach (ushort port in _settings.TcpPorts)
                    _known.Add(new Candidate(gateway, record.Addresses[i], false, port));
            }
        }
    }

    private void Note(Setback setback)
    {
        if (Setback is null || setback.Kind >= Setback.Kind)
            Setback = setback;
    }
}
