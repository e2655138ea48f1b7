using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Control;
using Holdfast.Host.Data;
using Holdfast.Host.Kernel;
using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// All connections of the agent, each with its device, its table and its own fate.
/// </summary>
public sealed class ConnectionSet : IDisposable
{
    private readonly EventLoop _loop;
    private readonly StateFolder _state;
    private readonly WallClock _clock;
    private readonly Log _log;
    private readonly List<Connection> _connections = [];
    private readonly Stack<IDisposable> _owned = new();
    private readonly KernelService _kernel;
    private readonly LastResort _lastResort;
    private int _running;

    /// <param name="state">What survives a restart.</param>
    public ConnectionSet(EventLoop loop, StateFolder state, Log log)
    {
        (_loop, _state, _log) = (loop, state, log);
        _clock = new WallClock(state, () => DateTimeOffset.UtcNow, WallClock.Build);
        loop.Add(new ClockKeeper(_clock, () => ConnectedSince));
        History = new HistoryFile(state, _clock, () => _loop.Now);
        loop.Add(History);
        _lastResort = new LastResort(state, History, _clock, () => _loop.Now, End, log);
        _kernel = new KernelService(loop);
        (Reporter, Switch) = (new StatusReporter(loop, _connections), new ConnectionSwitch(_connections));
    }

    /// <summary>In the order of the file; empty until they are opened.</summary>
    public IReadOnlyList<Connection> All => _connections;

    public StatusReporter Reporter { get; }

    public ConnectionSwitch Switch { get; }

    public HistoryFile History { get; }

    /// <summary>Of the first connection that did not end well.</summary>
    public ExitCode Result { get; private set; }

    /// <summary>Since when a session stands; <see cref="Instant.Never"/> while none does.</summary>
    public Instant ConnectedSince
    {
        get
        {
            Instant first = Instant.Never;
            foreach (Connection connection in _connections)
                first = Instant.Earliest(first, connection.Live?.ConnectedAt ?? Instant.Never);
            return first;
        }
    }

    /// <summary>
    /// Closes the kill switches before anything else, takes the devices, and then removes what an earlier run left behind.
    /// </summary>
    /// <exception cref="LinuxException">A kill switch can't be closed, or a device can't be had.</exception>
    /// <param name="isOnce">A single connection whose first attempt fails ends the agent.</param>
    public void Open(LoadedConfig loaded, KernelJournal journal, KeyExport? export, bool isOnce)
    {
        MachineGuard guard = new(journal, _loop, _log);
        _owned.Push(guard);
        _owned.Push(_kernel);
        IReadOnlyList<ConnectionConfig> configs = loaded.Config.Connections;
        _lastResort.CheckPrivilege(configs);
        // All of them before the first device: a tunnel of one must not be a way past the other.
        List<KillSwitch> switches = [.. configs.Select(config => guard.Guard(config, LogOf(config, configs)))];
        Uplinks uplinks = new(_loop, loaded.Config, guard.MakePin(MarksOf(configs)), _log);
        _owned.Push(uplinks);
        uplinks.IsAnyConnected = IsAnyWell;
        guard.LetAnswersPass();
        foreach (KillSwitch killSwitch in switches)
        {
            ConnectionConfig config = killSwitch.Config;
            HostContext host = Own(killSwitch, loaded.Credentials[config.Index], guard, uplinks, LogOf(config, configs), export);
            _connections.Add(new Connection(host, isOnce: isOnce && configs.Count == 1, IsAnyWell, Finished));
        }

        guard.RemoveLeftovers([.. _connections.Select(c => c.Host.Setup).Where(s => s.Kind is TunnelKind.XfrmInterface or TunnelKind.Policy)
            .Select(s => s.DeviceName)]);
        uplinks.Changed += () => HandleNetworkChange(guard);
        SleepLook look = new(_loop, slept => HandleSleep(slept, guard));
        _loop.Add(look);
        _loop.Woken = look.Look;
    }

    public void Start()
    {
        History.NoteStart();
        _running = _connections.Count;
        foreach (Connection connection in _connections)
            connection.Start();
    }

    public void Stop()
    {
        foreach (Connection connection in _connections)
            connection.Stop();
    }

    public void Dispose()
    {
        History.Flush();
        while (_owned.TryPop(out IDisposable? one))
            one.Dispose();
    }

    private static List<uint> MarksOf(IReadOnlyList<ConnectionConfig> configs)
    {
        List<uint> marks = [];
        foreach (ConnectionConfig config in configs)
        {
            if (!marks.Contains(config.FwMark))
                marks.Add(config.FwMark);
        }

        return marks;
    }

    private Log LogOf(ConnectionConfig config, IReadOnlyList<ConnectionConfig> all) =>
        all.Count == 1 ? _log : _log.For(config.Name);

    private HostContext Own(
        KillSwitch killSwitch, OwnCredential own, MachineGuard guard, Uplinks uplinks, Log log, KeyExport? export)
    {
        ConnectionConfig config = killSwitch.Config;
        TunnelSetup setup = new(config, guard.NameServers, guard.Filter, guard.Journal, log);
        _owned.Push(setup);
        SocketPool sockets = new(_loop, config.FwMark);
        ConnectionPath path = new(config, _loop, setup, sockets, _kernel, guard.Journal, log);
        _owned.Push(path);
        HostContext host = new(
            config, SettingsMapper.Map(config, own.Current, export is not null), _loop, setup, path, sockets, new SystemRandom(), log, export)
        {
            Journal = guard.Journal,
            KillSwitch = killSwitch,
            Own = own,
            State = _state,
            Clock = _clock,
            History = History.Of(config.Name),
            LastResort = _lastResort,
            Mapping = new MappingLife(config.NatKeepalive),
            Uplinks = uplinks,
        };
        path.TryChoose(host.Settings, PathDecision.OuterOf(config), out _); // a refusal is told by the connection's first attempt
        return host;
    }

    private void HandleNetworkChange(MachineGuard guard)
    {
        guard.HandleNetworkChange();
        foreach (Connection connection in _connections)
            connection.HandleNetworkChange();
    }

    /// <summary>Gateways and NATs may have forgotten us meanwhile, and links are others: it is found out at once.</summary>
    private void HandleSleep(TimeSpan slept, MachineGuard guard)
    {
        _log.Info($"this machine slept for {slept.TotalSeconds:F0} s; its gateways are asked whether they still know it");
        HandleNetworkChange(guard);
        foreach (Connection connection in _connections)
            connection.Live?.Doubt();
    }

    private void End(ExitCode code)
    {
        Result = code;
        _loop.Stop();
    }

    /// <summary>A session stands, and its gateway answers.</summary>
    private bool IsAnyWell() => _connections.Any(one => one.Live is { IsSuspect: false });

    private void Finished(ExitCode code)
    {
        if (Result == ExitCode.Success)
            Result = code;
        if (--_running > 0)
            return;
        History.NoteStop(Result);
        _loop.Stop();
    }
}
