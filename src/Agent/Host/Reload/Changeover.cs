using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Reload;

/// <summary>
/// Takes the running agent from one configuration to another. What is to be blocked is blocked before anything ends; a connection that
/// changes ends in good order and begins anew under the number that it has, with nothing let go between; the others are not touched.
/// </summary>
public sealed class Changeover(ConnectionSet set, EventLoop loop, Log log) : ITimed
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>Those that end, and what comes after each; null: nothing does.</summary>
    private readonly Dictionary<Connection, Successor?> _leaving = [];
    private readonly List<Connection> _gone = []; // of those, which have ended
    private Instant _next = Instant.Never;
    private List<string> _order = [];

    public Instant NextDeadline => _next;

    /// <summary>The agent ends, and nothing more begins.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>As it is, or is about to be.</summary>
    public IReadOnlyList<ConnectionConfig> Present =>
        [.. set.All.Select(one => _leaving.GetValueOrDefault(one)?.Config ?? one.Host.Config)];

    /// <summary>Sets out; false: not all of it can be done.</summary>
    /// <param name="plan">Made from <see cref="Present"/>, without a problem.</param>
    /// <param name="loaded">What of it is not used is disposed here.</param>
    /// <param name="lines">What becomes of each connection.</param>
    public bool TryBegin(ReloadPlan plan, LoadedConfig loaded, out List<string> lines)
    {
        set.Expect(loaded.Config.Connections);
        _order = [.. loaded.Config.Connections.Select(one => one.Name)];
        (List<Action> begin, lines, bool isWhole) = ([], [], true);
        foreach (ReloadStep step in plan.Steps)
        {
            Successor? next = step.After is { } config ? new Successor(config, loaded.Credentials[step.Place]) : null;
            try
            {
                Action? behind = Prepare(step, next);
                if (behind is null)
                    next?.Forget();
                else
                    begin.Add(behind);
                lines.Add(step.Text);
            }
            catch (LinuxException failure)
            {
                next?.Forget();
                lines.Add($"{step.Name}: stays as it was: {failure.Message}");
                isWhole = false;
            }
        }

        foreach (Action one in begin)
            one();
        Sort();
        return isWhole;
    }

    /// <summary>True: its end is for this to see to.</summary>
    public bool Takes(Connection connection)
    {
        if (IsGivenUp || !_leaving.ContainsKey(connection))
            return false;
        _gone.Add(connection);
        _next = loop.Now; // not from within its own last words
        return true;
    }

    /// <summary>The agent ends: nothing more begins.</summary>
    /// <returns>How many connections have ended without the agent having counted it.</returns>
    public int GiveUp()
    {
        (IsGivenUp, _next) = (true, Instant.Never);
        int ended = 0;
        foreach (Connection one in _gone)
            ended += _leaving[one] is { IsTried: true } ? 0 : 1;
        _gone.Clear();
        foreach (Successor? next in _leaving.Values)
            next?.Forget();
        return ended;
    }

    public void HandleTimeout(Instant now)
    {
        _next = Instant.Never;
        foreach (Connection one in _gone.ToArray())
        {
            _gone.Remove(one);
            if (_leaving[one] is { } next)
                Replace(one, next);
            else
                Drop(one);
        }
    }

    /// <summary>Blocks what is to be blocked; returns what is to be done behind that, null for nothing.</summary>
    private Action? Prepare(ReloadStep step, Successor? next)
    {
        if (step.Before is not { } before)
        {
            Net.KillSwitch made = set.Guard.Guard(next!.Config, log.For(next.Config.Name));
            return () => Begin(made, next);
        }

        Connection connection = set.All.First(one => one.Host.Config.Index == before.Index);
        bool isLeaving = _leaving.TryGetValue(connection, out Successor? planned);
        if (next is null)
            return () => Leave(connection, null);
        if (step.Kind == ReloadKind.Keep && (!isLeaving || planned is not null))
            return null;
        set.Guard.Change(connection.Host.KillSwitch, next.Config, connection.IsDown);
        return () => Leave(connection, next);
    }

    private void Leave(Connection connection, Successor? next)
    {
        bool isNews = !_leaving.Remove(connection, out Successor? before);
        before?.Forget();
        _leaving.Add(connection, next);
        if (isNews)
            connection.Stop();
    }

    private void Begin(Net.KillSwitch killSwitch, Successor next)
    {
        try
        {
            set.Add(killSwitch, next.Own, null).Start();
        }
        catch (LinuxException failure)
        {
            log.Error($"{next.Config.Name} can't begin: {failure.Message}");
            set.Guard.Release(killSwitch);
            next.Forget();
        }
    }

    private void Drop(Connection one)
    {
        _leaving.Remove(one);
        set.Release(one);
        set.Guard.Release(one.Host.KillSwitch);
        set.Remove(one);
    }

    /// <summary>A machine that refuses is asked again: meanwhile what belongs into the tunnel is blocked.</summary>
    private void Replace(Connection one, Successor next)
    {
        if (!next.IsTried)
            set.Release(one);
        one.Host.KillSwitch.Settle(one.IsDown);
        try
        {
            Connection made = set.Add(one.Host.KillSwitch, next.Own, one);
            _leaving.Remove(one);
            if (one.IsDown)
                made.Down();
            else
                made.Start();
            Sort();
        }
        catch (LinuxException failure)
        {
            log.Warning($"{next.Config.Name} can't begin, and tries again: {failure.Message}");
            next.IsTried = true;
            _gone.Add(one);
            _next = loop.Now + Again;
        }
    }

    private void Sort() => set.Sort((one, other) => Place(one).CompareTo(Place(other)));

    private int Place(Connection one) => _order.IndexOf((_leaving.GetValueOrDefault(one)?.Config ?? one.Host.Config).Name) is >= 0 and var place ? place : int.MaxValue;

    private sealed class Successor(ConnectionConfig config, OwnCredential own)
    {
        public ConnectionConfig Config => config;

        public OwnCredential Own => own;

        /// <summary>The connection before has been released.</summary>
        public bool IsTried { get; set; }

        public void Forget()
        {
            own.Dispose();
            LoadedConfig.Forget(config);
        }
    }
}
