using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// One attempt and, if it succeeds, one session: the sans-IO core with its sockets and its data path. Carries out the
/// core's actions and reports to its owner how it goes.
/// </summary>
public sealed class LiveSession : ITimed, IDatagramSink, IDisposable
{
    private readonly HostContext _host;
    private readonly ISessionOwner _owner;
    private readonly UdpCarrier _carrier;
    private readonly IkeSession _session;
    private readonly DataPath _path = new();
    private readonly NatKeepalive _keepalive;
    private TunPump? _pump;
    private TunnelConfiguration? _tunnel;

    /// <exception cref="LinuxException">No route to the gateway, or a socket can't be had.</exception>
    public LiveSession(HostContext host, ISessionOwner owner, IpAddress gateway)
    {
        (_host, _owner, Gateway) = (host, owner, gateway);
        AgentConfig config = host.Config;
        Endpoint remote = new(gateway.ToIPAddress(), config.Port);
        if (!UdpSocket.LocalAddressFor(remote.Address, config.FwMark, out System.Net.IPAddress? local, out int error))
            throw new LinuxException($"route to {gateway}", error);
        _carrier = new UdpCarrier(host.Loop, this, remote, config.NattPort, config.FwMark);
        _keepalive = new NatKeepalive(_carrier, config.NatKeepalive);
        IkePath path = new(IpAddress.From(local), _carrier.IkePort, gateway, config.Port);
        _session = new IkeSession(host.Settings, host.Random, path, host.Loop.Now);
        host.Loop.Add(this);
        Drain();
    }

    public IpAddress Gateway { get; }

    public Instant NextDeadline => _session.NextDeadline;

    /// <summary>Set while the session stands.</summary>
    public SessionDetails? Details { get; private set; }

    public Instant ConnectedAt { get; private set; }

    public TunnelConfiguration? Tunnel => _tunnel;

    public IkeCounters IkeCounters => _session.Counters;

    public IReadOnlyList<ChildSaStatus> Children => _path.Status();

    /// <summary>Every drop of the data path and of the two devices at its ends, by reason.</summary>
    public IReadOnlyDictionary<string, long> Drops()
    {
        SortedDictionary<string, long> drops = [];
        foreach (DropCount count in _path.Drops())
            drops[count.Reason.ToString()] = count.Packets;
        if (_pump is { SendFailures: > 0 })
            drops["SocketRefused"] = _pump.SendFailures;
        if (_pump is { WriteFailures: > 0 })
            drops["DeviceRefused"] = _pump.WriteFailures;
        return drops;
    }

    /// <summary>Why the last datagram could not be sent, in words; empty if it could.</summary>
    public string SendProblem => _carrier.LastSendError == 0 ? "" : Errno.Describe(_carrier.LastSendError);

    public void HandleTimeout(Instant now)
    {
        _session.HandleTimeout(now);
        Drain();
    }

    public void HandleIke(ReadOnlySpan<byte> message)
    {
        _session.HandleDatagram(message, _host.Loop.Now);
        Drain();
    }

    public void HandleEsp(Span<byte> packet)
    {
        if (_pump?.PumpIn(packet) == true)
            _session.NoteInboundTraffic(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet), _host.Loop.Now);
    }

    /// <summary>Deletes the SAs at the gateway; <see cref="ISessionOwner.SessionDown"/> follows.</summary>
    public void Close()
    {
        _session.Close(_host.Loop.Now);
        Drain();
    }

    public void Dispose()
    {
        _host.Loop.Remove(this);
        _host.Loop.Remove(_keepalive);
        _pump?.Dispose();
        _host.Setup.TearDown();
        _carrier.Dispose();
        _path.Dispose();
    }

    private void Drain()
    {
        while (_session.TryDequeue(out IkeAction action))
            CarryOut(action);
    }

    private void CarryOut(IkeAction action)
    {
        switch (action)
        {
            case Send send:
                _carrier.Send(send.Transport, send.Message.Span);
                break;
            case InstallChild install:
                _host.KeyExport?.Add(install.Spec);
                _path.Install(install.Spec, install.SendToo, install.Replaces);
                break;
            case SendThrough through:
                _path.SendThrough(through.InboundSpi);
                break;
            case StopSending stop:
                _path.StopSending(stop.InboundSpi);
                break;
            case ChildFailed failed:
                _host.Log.Warning($"Child SA {failed.Name}: {failed.Fault.Message}; {FaultAdvice.Of(failed.Fault.Kind)}");
                break;
            case SessionChanged changed:
                Details = changed.Details;
                break;
            case ReauthenticationDue or GatewayAddresses or PathSuspect:
                break;
            case RemoveChild remove:
                _path.Remove(remove.InboundSpi);
                break;
            case ConfigureTunnel configure:
                ConfigureTunnel(configure.Configuration);
                break;
            case ExportIkeKeys keys:
                _host.KeyExport?.Add(keys);
                break;
            case Note note:
                _host.Log.Write(note);
                break;
            case SessionUp up:
                BeUp(up.Details);
                break;
            case SessionDown down:
                _owner.SessionDown(down.Fault);
                break;
            default:
                throw new ArgumentException($"no one carries out {action.GetType().Name}", nameof(action));
        }
    }

    /// <summary>A machine that refuses the addresses or routes gets no half a tunnel: the session is closed.</summary>
    private void ConfigureTunnel(TunnelConfiguration tunnel)
    {
        _tunnel = tunnel;
        try
        {
            _host.Setup.Apply(tunnel, Gateway);
            _pump = new TunPump(_host.Loop, _host.Setup.Device, _path, _carrier);
        }
        catch (LinuxException failure)
        {
            _owner.SetupFailed(failure);
            _session.Close(_host.Loop.Now);
        }
    }

    private void BeUp(SessionDetails details)
    {
        if (_pump is null)
            return;
        (Details, ConnectedAt) = (details, _host.Loop.Now);
        if (details.Nat.LocalIsBehindNat)
            _host.Loop.Add(_keepalive);
        _owner.SessionUp(this);
    }
}
