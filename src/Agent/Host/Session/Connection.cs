using Holdfast.Host.Dns;
using Holdfast.Host.Loop;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

public enum ConnectionState
{
    Resolving,
    Connecting,
    Connected,
    Waiting,
}

/// <summary>
/// Pursues one session: resolves the gateway, tries its addresses in turn, and builds the session anew after a loss, for
/// as long as it takes. A first attempt that fails is the end, with an exit code that says why.
/// </summary>
public sealed class Connection : ITimed, ISessionOwner
{
    private readonly HostContext _host;
    private readonly Action<ExitCode> _finished;
    private readonly ReconnectPolicy _reconnect;
    private readonly Queue<IpAddress> _untried = new();
    private NameLookup? _lookup;
    private LinuxException? _setupFailure;
    private bool _isStopping;

    public Connection(HostContext host, Action<ExitCode> finished)
    {
        (_host, _finished, _reconnect) = (host, finished, new ReconnectPolicy(host.Random));
        host.Loop.Add(this);
    }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public ConnectionState State { get; private set; } = ConnectionState.Resolving;

    public LiveSession? Live { get; private set; }

    public IpAddress? LastAddress { get; private set; }

    public string? LastProblem { get; private set; }

    /// <summary>Sessions that stood.</summary>
    public long Sessions { get; private set; }

    public void Start()
    {
        State = ConnectionState.Resolving;
        NextDeadline = Instant.Never;
        _lookup = new NameLookup(_host, HandleName);
        _lookup.Start(_host.Config.Gateway);
    }

    public void HandleTimeout(Instant now) => Start();

    /// <summary>Ends what stands or is under way; the delegate is called when that is done.</summary>
    public void Stop()
    {
        _isStopping = true;
        NextDeadline = Instant.Never;
        _lookup?.Dispose();
        if (Live is not null)
            Live.Close();
        else
            _finished(ExitCode.Success);
    }

    public void SessionUp(LiveSession session)
    {
        State = ConnectionState.Connected;
        LastProblem = null;
        Sessions++;
        _reconnect.Reset();
        _untried.Clear();
        _host.Log.Info(ConnectedLine(session));
    }

    public void SetupFailed(LinuxException failure) => _setupFailure = failure;

    public void SessionDown(IkeFault fault)
    {
        string problem = Describe(fault);
        Live?.Dispose();
        Live = null;
        if (_setupFailure is { } refused)
            Fail($"the tunnel can't be set up: {refused.Message}", ExitCode.Environment);
        else if (_isStopping)
            Stopped(fault);
        else
            Lose(problem, FaultAdvice.ExitCodeOf(fault.Kind), mayTryNext: fault.Kind == FaultKind.Unreachable);
    }

    private void HandleName(DnsAction result)
    {
        _lookup = null;
        if (result is NameResolved resolved)
        {
            foreach (IpAddress address in resolved.Addresses)
                _untried.Enqueue(address);
            TryNext();
        }
        else
        {
            Lose(((NameFailed)result).Message, ExitCode.Unreachable, mayTryNext: false);
        }
    }

    private void TryNext()
    {
        IpAddress address = _untried.Dequeue();
        LastAddress = address;
        State = ConnectionState.Connecting;
        _host.Log.Info($"connecting to {_host.Config.Gateway}{Parenthesis(address)}");
        try
        {
            Live = new LiveSession(_host, this, address);
        }
        catch (LinuxException failure)
        {
            Lose($"{failure.Message}; check the uplink and its default route", ExitCode.Unreachable, mayTryNext: true);
        }
    }

    private void Lose(string problem, ExitCode code, bool mayTryNext)
    {
        LastProblem = problem;
        if (mayTryNext && _untried.Count > 0)
        {
            _host.Log.Warning(problem);
            TryNext();
            return;
        }

        _untried.Clear();
        if (Sessions == 0)
        {
            Fail($"cannot connect to {_host.Config.Gateway}: {problem}", code);
            return;
        }

        TimeSpan wait = _reconnect.NextWait();
        State = ConnectionState.Waiting;
        NextDeadline = _host.Loop.Now + wait;
        _host.Log.Warning($"disconnected: {problem}; next attempt in {wait.TotalSeconds:F1} s");
    }

    private void Fail(string line, ExitCode code)
    {
        _host.Log.Error(line);
        _finished(code);
    }

    private void Stopped(IkeFault fault)
    {
        _host.Log.Info(fault.Kind == FaultKind.Stopped ? "disconnected, as asked" : $"disconnected: {fault.Message}");
        _finished(ExitCode.Success);
    }

    private string Describe(IkeFault fault)
    {
        string send = fault.Kind == FaultKind.Unreachable && Live is { SendProblem.Length: > 0 } live ? $" ({live.SendProblem})" : "";
        return $"{fault.Message}{send}; {FaultAdvice.Of(fault.Kind)}";
    }

    private string ConnectedLine(LiveSession session)
    {
        TunnelConfiguration tunnel = session.Tunnel!;
        string addresses = tunnel.Addresses.Count == 0 ? "" : $" as {string.Join(", ", tunnel.Addresses)}";
        string proposals = string.Join(", ", session.Children.Select(c => Esp.EspAlgorithms.Name(c.Spec.Algorithm)));
        return $"connected to {session.Details!.PeerIdentity}{Parenthesis(session.Gateway)}{addresses}: "
            + $"IKE {session.Details.IkeSuite}, ESP {proposals}, {string.Join(", ", tunnel.Remote)} through {_host.Setup.Device.Name}";
    }

    private string Parenthesis(IpAddress address)
    {
        string text = address.ToString();
        return text == _host.Config.Gateway ? "" : $" ({text})";
    }
}
