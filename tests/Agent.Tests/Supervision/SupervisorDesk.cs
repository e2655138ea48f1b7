using Holdfast.Supervision;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Tests.Supervision;

/// <summary>
/// The owner of a supervisor on a virtual clock. Names are answered at once with what <see cref="Names"/> has; null leaves the question
/// open, none is a failure.
/// </summary>
internal sealed class SupervisorDesk
{
    public static readonly NetworkView Both = new(true, true, 1);
    public static readonly NetworkView Offline = new(false, false, 2);

    private const int MostSteps = 2000;

    private readonly Supervisor _supervisor;
    private readonly List<long> _running = [];
    private readonly Dictionary<long, Candidate> _ways = [];

    public SupervisorDesk(SupervisorSettings? settings = null, NetworkView? network = null, int seed = 1)
    {
        Settings = settings ?? new SupervisorSettings();
        _supervisor = new Supervisor(Settings, network ?? Both, new SeededRandom(seed));
        for (int i = 0; i < Settings.Gateways; i++)
            Names[i] = [$"10.0.{i}.1"];
    }

    public SupervisorSettings Settings { get; }

    public Dictionary<int, string[]?> Names { get; } = [];

    public Instant Now { get; private set; } = Start;

    public static Instant Start { get; } = new(1_000_000_000_000);

    public double Elapsed => (Now - Start).TotalSeconds;

    public Standing Standing => _supervisor.Standing;

    public Instant NextDeadline => _supervisor.NextDeadline;

    public Candidate? InUse => _supervisor.InUse;

    public string? ReplacedBecause => _supervisor.ReplacedBecause;

    /// <summary>All that was asked, and when.</summary>
    public List<(double At, SupervisorAction What)> Log { get; } = [];

    /// <summary>Attempts under way, the oldest first.</summary>
    public IReadOnlyList<long> Running => _running;

    /// <summary>In words, of those under way: "10.0.0.1", "10.0.0.1 nat", "10.0.0.1 tcp 4500".</summary>
    public IEnumerable<string> Ways => _running.Select(a => Show(_ways[a]));

    /// <summary>The same of all that ever began.</summary>
    public IEnumerable<string> Begun => Of<BeginAttempt>().Select(b => Show(b.Candidate));

    public IEnumerable<HistoryKind> History => Of<Report>().Select(r => r.What);

    public IEnumerable<T> Of<T>()
        where T : SupervisorAction => Log.Select(l => l.What).OfType<T>();

    public void Do(Action<Supervisor, Instant> verb)
    {
        verb(_supervisor, Now);
        Drain();
    }

    /// <summary>The supervisor, wanted and connected to the gateway that it tries first.</summary>
    public SupervisorDesk Connected()
    {
        Up();
        Connect();
        return this;
    }

    public void Up() => Do((s, now) => s.Up(now));

    public void Answer(long? attempt = null) => Do((s, now) => s.HandleAnswered(attempt ?? _running[0], now));

    public bool Connect(long? attempt = null)
    {
        long one = attempt ?? _running[0];
        _running.Remove(one);
        bool isWanted = _supervisor.HandleConnected(one, Now);
        Drain();
        return isWanted;
    }

    public void Fail(SetbackKind kind, long? attempt = null)
    {
        long one = attempt ?? _running[0];
        _running.Remove(one);
        Do((s, now) => s.HandleFailed(one, new Setback(kind, kind.ToString()), now));
    }

    /// <summary>It ended, in a way that the supervisor is told by another verb.</summary>
    public void Forget(long attempt) => _running.Remove(attempt);

    public void Lose(SetbackKind kind) => Do((s, now) => s.HandleLost(new Setback(kind, kind.ToString()), now));

    public void Network(NetworkView network) => Do((s, now) => s.HandleNetwork(network, now));

    public void Find(int gateway, params string[] addresses) =>
        Do((s, now) => s.HandleNames(gateway, [.. addresses.Select(a => IpAddress.Parse(a))], now));

    /// <summary>From deadline to deadline; a deadline that stays in the past comes to <see cref="MostSteps"/>.</summary>
    public void Pass(double seconds)
    {
        Instant end = Now + TimeSpan.FromSeconds(seconds);
        int steps = 0;
        while (_supervisor.NextDeadline <= end)
        {
            if (++steps > MostSteps)
                throw new InvalidOperationException($"time stands still: {Standing}");
            if (_supervisor.NextDeadline > Now)
                Now = _supervisor.NextDeadline;
            Do((s, now) => s.HandleTimeout(now));
        }

        Now = end;
    }

    private void Drain()
    {
        while (_supervisor.TryDequeue(out SupervisorAction action))
        {
            Log.Add((Elapsed, action));
            CarryOut(action);
        }
    }

    private void CarryOut(SupervisorAction action)
    {
        if (action is BeginAttempt begin)
        {
            _running.Add(begin.Attempt);
            _ways.Add(begin.Attempt, begin.Candidate);
        }
        else if (action is CancelAttempt cancel)
        {
            if (!_running.Remove(cancel.Attempt))
                throw new InvalidOperationException("an attempt was cancelled that is not under way");
        }
        else if (action is ResolveGateway resolve && Names[resolve.Gateway] is { } addresses)
        {
            if (addresses.Length > 0)
                _supervisor.HandleNames(resolve.Gateway, [.. addresses.Select(a => IpAddress.Parse(a))], Now);
            else
                _supervisor.HandleNoNames(resolve.Gateway, "no such name", Now);
        }
    }

    private static string Show(Candidate way) => $"{way.Address}{(way.ByNatPort ? " nat" : "")}{(way.TcpPort != 0 ? $" tcp {way.TcpPort}" : "")}";
}
