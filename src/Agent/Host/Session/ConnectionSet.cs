using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Control;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// All connections of the agent, each with its device, its table and its own fate. The only one that fails at first ends the
/// agent; one of several is tried again and leaves the others alone.
/// </summary>
public sealed class ConnectionSet : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Log _log;
    private readonly List<Connection> _connections = [];
    private readonly Stack<IDisposable> _owned = new();
    private int _running;

    public ConnectionSet(EventLoop loop, Log log)
    {
        (_loop, _log) = (loop, log);
        Reporter = new StatusReporter(loop, _connections);
    }

    public StatusReporter Reporter { get; }

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

    /// <summary>Takes the devices, and then removes what an earlier run left behind.</summary>
    /// <exception cref="LinuxException">A device can't be had.</exception>
    public void Open(LoadedConfig loaded, KeyExport? export)
    {
        NameServers file = new(NameServers.DefaultPath);
        TunnelNameServers nameServers = new(file);
        IReadOnlyList<ConnectionConfig> configs = loaded.Config.Connections;
        foreach (ConnectionConfig config in configs)
        {
            Log log = configs.Count == 1 ? _log : _log.For(config.Name);
            HostContext host = Own(config, loaded.Secrets[config.Index], nameServers, log, export);
            _connections.Add(new Connection(host, endsOnFirstFailure: configs.Count == 1, Finished));
        }

        using RouteNetlink netlink = RouteNetlink.Open();
        Leftovers.Remove(netlink, file, _log);
        _owned.Push(new PathWatch(_loop, HandleNetworkChange));
    }

    public void Start()
    {
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
        while (_owned.TryPop(out IDisposable? one))
            one.Dispose();
    }

    private HostContext Own(
        ConnectionConfig config, SecretBytes secret, TunnelNameServers nameServers, Log log, KeyExport? export)
    {
        TunnelSetup setup = new(config, nameServers, log);
        _owned.Push(setup);
        TunPump pump = new(_loop, setup.Device);
        _owned.Push(pump);
        return new HostContext(
            config, SettingsMapper.Map(config, secret, export is not null), _loop, setup, pump,
            new SocketPool(_loop, config.FwMark), new SystemRandom(), log, export);
    }

    private void HandleNetworkChange()
    {
        foreach (Connection connection in _connections)
            connection.HandleNetworkChange();
    }

    private void Finished(ExitCode code)
    {
        if (Result == ExitCode.Success)
            Result = code;
        if (--_running == 0)
            _loop.Stop();
    }
}
