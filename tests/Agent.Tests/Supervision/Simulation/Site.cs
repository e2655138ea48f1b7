using Holdfast.Ike.Exchange;
using Holdfast.Supervision;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>A site: the real supervisor, and around it what its owner does, as a model.</summary>
internal sealed class Site
{
    /// <summary>Wake-ups without that time goes on: a deadline that stays in the past is a busy loop.</summary>
    private const int MostWithoutTime = 100;

    private readonly SupervisorSettings _settings;
    private readonly SeededRandom _random;
    private readonly Gateway[] _gateways;
    private readonly Dictionary<long, Attempt> _attempts = [];
    private readonly HashSet<int> _found = [], _kept = []; // names whose addresses are known, and those that are on the disk
    private Supervisor _supervisor;
    private Instant _awakeAt = new(0);
    private Instant _wakeAt = Instant.Never;
    private int _wakes;
    private int _stillness;
    private Instant _lastWake = new(0);

    public Site(Timeline time, int seed, SitePlan plan, SupervisorSettings settings, Habits habits, Gateway[] gateways)
    {
        (Time, Plan, Habits, _gateways, Dice) = (time, plan, habits, gateways, new Dice(seed));
        _settings = settings with { Gateways = gateways.Length };
        _random = new SeededRandom(seed);
        Uplink = new Uplink { HasIPv6 = plan.HasIPv6, HasNat = plan.HasNat, StopsIkePort = plan.StopsIkePort };
        Names = new Names(Dice);
        Tally = new Tally(this);
        _supervisor = new Supervisor(_settings, Uplink.View, _random);
    }

    public Timeline Time { get; }

    public Instant Now => Time.Now;

    public SitePlan Plan { get; }

    public Habits Habits { get; }

    public Dice Dice { get; }

    public Uplink Uplink { get; }

    public Names Names { get; }

    public Tally Tally { get; }

    public Session? Session { get; private set; }

    public bool IsAwake => Now >= _awakeAt;

    public bool IsUsable => Session is { IsBroken: false };

    /// <summary>How an attempt that begins now asks.</summary>
    public RetransmitPolicy Unanswered => RetransmitPolicy.Unanswered(_settings.RescueSpread, _supervisor.IsShared);

    /// <summary>A gateway of the list could be spoken with, both ways.</summary>
    public bool HasPath
    {
        get
        {
            if (!IsAwake)
                return false;
            foreach (Gateway gateway in _gateways)
            {
                if (gateway.IsUp && gateway.Addresses.Any(a => IsOpen(new Candidate(0, a, true))))
                    return true;
            }

            return false;
        }
    }

    public Gateway Gateway(Candidate way) => _gateways[way.Gateway];

    public void Start() => Tell(supervisor => supervisor.Up(Now));

    /// <summary>What a site does itself; not while it is suspended.</summary>
    public void Later(TimeSpan wait, Action what) => Time.After(wait, () => Do(what));

    public void Tell(Action<Supervisor> verb)
    {
        verb(_supervisor);
        Drain();
        Tally.Look();
    }

    /// <summary>A message to a gateway, and what it answers, if both get through.</summary>
    /// <param name="atGateway">Is given the way to answer.</param>
    public void Exchange(Candidate way, int address, Action<Action> atGateway, Action answered)
    {
        if (!IsAwake || !Uplink.Sends(way) || address != Uplink.Address)
            return;
        TimeSpan half = Plan.RoundTrip / 2;
        Time.After(half, () => atGateway(() => Time.After(half, () =>
        {
            if (Uplink.Hears(way) && address == Uplink.Address)
                Do(answered);
        })));
    }

    /// <summary>Something in the world is different; the host has not noticed.</summary>
    public void HandleWorld()
    {
        Session?.Recheck();
        Tally.Look();
    }

    /// <summary>The kernel says so.</summary>
    public void HandleNetwork()
    {
        Tell(supervisor => supervisor.HandleNetwork(Uplink.View, Now));
        Session?.HandleNetwork();
        Tally.Look();
    }

    public void Suspend(TimeSpan length)
    {
        _awakeAt = Now + length;
        HandleWorld();
        Time.At(_awakeAt, () => Do(() => Awake(length)));
    }

    public void HandleConnected(long number, Candidate way, int address, int epoch)
    {
        _attempts.Remove(number);
        if (!_supervisor.HandleConnected(number, Now))
            throw new InvalidOperationException("an attempt that was not cancelled was not wanted");
        _kept.UnionWith(_found);
        Session?.Close();
        Session = new Session(this, way, address, epoch);
        Session.Recheck();
        Tell(_ => { });
    }

    public void HandleFailed(long number, Setback setback)
    {
        _attempts.Remove(number);
        Tell(supervisor => supervisor.HandleFailed(number, setback, Now));
    }

    public void HandleLost(Setback setback)
    {
        Session?.Close();
        Session = null;
        Tell(supervisor => supervisor.HandleLost(setback, Now));
    }

    /// <summary>The owner sees the jump of its clock, and does not wait for silence where the gateway may have heard too much of it.</summary>
    private void Awake(TimeSpan length)
    {
        HandleWorld();
        Session?.HandleNetwork();
        if (length >= Habits.LongJump)
            Tell(supervisor => supervisor.HandleSuspect("the clock jumped", Now));
        Tell(supervisor => supervisor.Hurry(Now));
    }

    private void Do(Action what)
    {
        if (IsAwake)
            what();
        else
            Time.At(_awakeAt, () => Do(what));
    }

    private bool IsOpen(Candidate way) => Uplink.Sends(way) && Uplink.Hears(way);

    private void Drain()
    {
        while (_supervisor.TryDequeue(out SupervisorAction action))
            CarryOut(action);
        Arm();
    }

    private void CarryOut(SupervisorAction action)
    {
        switch (action)
        {
            case ResolveGateway resolve:
                Resolve(resolve.Gateway);
                break;
            case BeginAttempt begin:
                Begin(begin);
                break;
            case CancelAttempt cancel:
                if (_attempts.Remove(cancel.Attempt, out Attempt? attempt))
                    attempt.Cancel();
                break;
            case RestartProcess:
                BeginAnew();
                break;
        }
    }

    private void Begin(BeginAttempt begin)
    {
        Tally.NoteAttempt();
        Attempt attempt = new(this, begin.Attempt, begin.Candidate);
        _attempts.Add(begin.Attempt, attempt);
        attempt.Start();
    }

    private void Resolve(int gateway)
    {
        Supervisor asked = _supervisor;
        (TimeSpan wait, bool isFound) = Names.Ask(Uplink.IsUp, HasPath);
        Later(wait, () =>
        {
            if (asked != _supervisor)
                return;
            if (isFound)
                _found.Add(gateway);
            if (isFound)
                Tell(supervisor => supervisor.HandleNames(gateway, _gateways[gateway].Addresses, Now));
            else
                Tell(supervisor => supervisor.HandleNoNames(gateway, "no answer", Now));
        });
    }

    private void BeginAnew()
    {
        Tally.Restarts++;
        foreach (Attempt attempt in _attempts.Values)
            attempt.Cancel();
        _attempts.Clear();
        _supervisor = new Supervisor(_settings, Uplink.View, _random);
        foreach (int gateway in _kept)
            _supervisor.Remember(gateway, _gateways[gateway].Addresses);
        Later(TimeSpan.FromSeconds(1), () => Tell(supervisor =>
        {
            supervisor.HandleNetwork(Uplink.View, Now);
            supervisor.Up(Now);
        }));
    }

    private void Arm()
    {
        Instant next = _supervisor.NextDeadline;
        if (next == _wakeAt)
            return;
        _wakeAt = next;
        int wake = ++_wakes;
        if (next != Instant.Never)
            Time.At(next, () => Do(() => Wake(wake)));
    }

    private void Wake(int wake)
    {
        if (wake != _wakes)
            return;
        _stillness = Now > _lastWake ? 0 : _stillness + 1;
        if (_stillness > MostWithoutTime)
            throw new InvalidOperationException($"time stands still: {_supervisor.Standing}");
        (_lastWake, _wakeAt) = (Now, Instant.Never);
        Tell(supervisor => supervisor.HandleTimeout(Now));
    }
}
