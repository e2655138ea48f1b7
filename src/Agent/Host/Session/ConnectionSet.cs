using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Control;
using Holdfast.Host.Data;
using Holdfast.Host.Kernel;
using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Reload;
using Holdfast.Host.Trust;
using Holdfast.Host.Update;
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
    private readonly List<IDisposable> _owned = []; // in the order in which it was made
    private Uplinks? _uplinks;
    private readonly KernelService _kernel;
    private readonly LastResort _lastResort;
    private MachineGuard _guard = null!; // from Open on
    private KeyExport? _export;
    private int _running;
    private bool _hasEnded;
    private FileState _configState; // as it was taken up

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
        Changeover = new Changeover(this, loop, log);
        loop.Add(Changeover);
    }

    /// <summary>Where tickets are kept; null: nowhere.</summary>
    public string? RunDirectory { get; init; }

    /// <summary>The file that the configuration was read from.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>In the order of the file; empty until they are opened.</summary>
    public IReadOnlyList<Connection> All => _connections;

    public StatusReporter Reporter { get; }

    public ConnectionSwitch Switch { get; }

    /// <summary>To another configuration.</summary>
    public Changeover Changeover { get; }

    public WallClock Clock => _clock;

    /// <summary>Kill switches and what else is of all connections together.</summary>
    internal MachineGuard Guard => _guard;

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
        MachineGuard guard = _guard = new(journal, _loop, _log);
        _owned.Add(guard);
        _owned.Add(_kernel);
        _export = export;
        IReadOnlyList<ConnectionConfig> configs = loaded.Config.Connections;
        Expect(configs);
        if (RunDirectory is not null)
            TicketStore.RemoveOthers(RunDirectory, [.. configs.Select(config => config.Name)], _log);
        // All of them before the first device: a tunnel of one must not be a way past the other.
        List<KillSwitch> switches = [.. configs.Select(config => guard.Guard(config, _log.For(config.Name)))];
        Uplinks uplinks = _uplinks = new(_loop, loaded.Config, guard.MakePin(MarksOf(configs)), _log);
        _owned.Add(uplinks);
        uplinks.IsAnyConnected = IsAnyWell;
        guard.LetAnswersPass();
        foreach (KillSwitch killSwitch in switches)
            _connections.Add(Make(killSwitch, loaded.Credentials[killSwitch.Config.Index], isOnce: isOnce && configs.Count == 1));

        guard.RemoveLeftovers([.. _connections.Select(c => c.Host.Setup).Where(s => s.Kind is TunnelKind.XfrmInterface or TunnelKind.Policy)
            .Select(s => s.DeviceName)]);
        uplinks.Changed += () => HandleNetworkChange(guard);
        SleepLook look = new(_loop, slept => HandleSleep(slept, guard));
        _loop.Add(look);
        _loop.Woken = look.Look;
    }

    /// <summary>How each of them does.</summary>
    internal List<ConnectionLook> Look()
    {
        List<ConnectionLook> looks = [];
        foreach (Connection one in _connections)
            looks.Add(new ConnectionLook(one.Host.Config.Name, one.IsDown, one.Live is { IsSuspect: false }));
        return looks;
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
        _running -= Changeover.GiveUp();
        foreach (Connection connection in _connections)
            connection.Stop();
        if (_running == 0)
            EndAll();
    }

    public void Dispose()
    {
        History.Flush();
        for (int i = _owned.Count - 1; i >= 0; i--)
            _owned[i].Dispose();
        foreach (Connection connection in _connections)
            Forget(connection);
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

    /// <summary>These are the connections that there are to be.</summary>
    internal void Expect(IReadOnlyList<ConnectionConfig> configs)
    {
        _configState = ConfigPath is null ? default : TicketBinding.StateOf(ConfigPath);
        _log.HasSeveral = configs.Count > 1;
        _lastResort.CheckPrivilege(configs);
        _uplinks?.Expect(configs);
    }

    /// <summary>One more, which the caller starts.</summary>
    /// <param name="before">The one whose place it takes; null for the last place.</param>
    /// <exception cref="LinuxException">Its device can't be had.</exception>
    internal Connection Add(KillSwitch killSwitch, OwnCredential own, Connection? before)
    {
        Connection made = Make(killSwitch, own, isOnce: false);
        int place = before is null ? -1 : _connections.IndexOf(before);
        if (place >= 0)
            _connections[place] = made;
        else
            _connections.Add(made);
        _running++;
        return made;
    }

    /// <summary>What one had that has ended is free again.</summary>
    internal void Release(Connection connection)
    {
        connection.Leave();
        HostContext host = connection.Host;
        LetGo(host.Path, host.Setup);
        Forget(connection);
        _running--;
    }

    /// <summary>For good.</summary>
    internal void Remove(Connection connection)
    {
        connection.Host.Tickets.Drop();
        _connections.Remove(connection);
    }

    /// <summary>In the order of a file.</summary>
    internal void Sort(Comparison<Connection> order) => _connections.Sort(order);

    private static void Forget(Connection connection)
    {
        connection.Host.Tickets.Dispose();
        connection.Host.Own.Dispose();
        LoadedConfig.Forget(connection.Host.Config);
    }

    private void LetGo(ConnectionPath path, TunnelSetup setup)
    {
        path.Dispose();
        setup.Dispose();
        _owned.Remove(path);
        _owned.Remove(setup);
    }

    private Connection Make(KillSwitch killSwitch, OwnCredential own, bool isOnce)
    {
        HostContext host = Own(killSwitch, own, _guard, _uplinks!, _log.For(killSwitch.Config.Name), _export);
        Connection? made = null;
        return made = new Connection(host, isOnce, IsAnyWell, code => Finished(made!, code));
    }

    private HostContext Own(
        KillSwitch killSwitch, OwnCredential own, MachineGuard guard, Uplinks uplinks, Log log, KeyExport? export)
    {
        ConnectionConfig config = killSwitch.Config;
        TunnelSetup setup = new(config, guard.NameServers, guard.Filter, guard.Journal, log);
        _owned.Add(setup);
        SocketPool sockets = new(_loop, config.FwMark);
        ConnectionPath path = new(config, _loop, setup, sockets, _kernel, guard.Journal, log);
        _owned.Add(path);
        HostContext host = new(
            config, SettingsMapper.Map(config, own.Current, export is not null), _loop, setup, path, sockets, new SystemRandom(), log, export)
        {
            Journal = guard.Journal,
            KillSwitch = killSwitch,
            Own = own,
            Tickets = new TicketStore(
                RunDirectory, config.Name, () => TicketBinding.Of(config, ConfigPath, _configState, own), () => own.Current,
                () => _clock.IsUnset ? 0 : _clock.Now.ToUnixTimeSeconds(), log),
            State = _state,
            Clock = _clock,
            History = History.Of(config.Name),
            LastResort = _lastResort,
            Mapping = new MappingLife(config.NatKeepalive),
            Uplinks = uplinks,
        };
        try
        {
            path.TryChoose(host.Settings, PathDecision.OuterOf(config), isTcp: false, out _); // a refusal is told by the connection's first attempt
            return host;
        }
        catch (LinuxException)
        {
            LetGo(path, setup);
            throw;
        }
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
            connection.Live?.HandleReturn();
    }

    private void End(ExitCode code)
    {
        Result = code;
        _loop.Stop();
    }

    /// <summary>A session stands, and its gateway answers.</summary>
    private bool IsAnyWell() => _connections.Any(one => one.Live is { IsSuspect: false });

    private void Finished(Connection connection, ExitCode code)
    {
        if (Changeover.Takes(connection))
            return;
        if (Result == ExitCode.Success)
            Result = code;
        if (--_running == 0)
            EndAll();
    }

    private void EndAll()
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        History.NoteStop(Result);
        _loop.Stop();
    }
}
