using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// One attempt and, if it succeeds, one session: the sans-IO core with its way to the gateway and its data path. Carries out the
/// core's actions and reports to its owner how it goes.
/// </summary>
public sealed class LiveSession : ITimed, IDatagramSink, IPathOwner, IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly HostContext _host;
    private readonly ISessionOwner _owner;
    private readonly UdpCarrier _carrier;
    private readonly IkeSession _session;
    private readonly NatKeepalive _keepalive;
    private readonly GatewayVetting _vetting;
    private readonly SessionChildren _children;
    private readonly CredentialShare _own;
    private readonly SessionTickets _tickets;
    private IReadOnlyList<IpAddress> _namedGateways = [];
    private Instant _closeAt = Instant.Never;
    private (ulong Spi, uint MessageId) _lastAnswered;
    private bool _isDraining;

    /// <exception cref="LinuxException">No route to the gateway, or a socket can't be had.</exception>
    public LiveSession(HostContext host, ISessionOwner owner, IpAddress gateway, SessionStart start)
    {
        (_host, _owner) = (host, owner);
        if (!host.TryFindLocal(gateway, out IpAddress local, out int error))
            throw new LinuxException($"route to {gateway}", error);
        _carrier = new UdpCarrier(host.Loop, host.Sockets, this, IkeEndpoint(gateway), host.Config.NattPort, host.Mapping);
        try
        {
            _children = new SessionChildren(host.Path, this, host.KeyExport);
        }
        catch (LinuxException)
        {
            _carrier.Dispose();
            throw;
        }

        (_own, _vetting) = (host.Own.Share(), new GatewayVetting(host, HandleVerdict, HandleDisproof));
        _keepalive = new NatKeepalive(_carrier, host.Mapping, Look);
        (Route, _tickets) = (new GatewayRoute(local, gateway), new SessionTickets(host, start.Gateway, _own));
        host.Mapping.UsePath(local);
        IkePath path = start.ByNatPort ? Ends : new(local, _carrier.IkePort, gateway, host.Config.Port);
        IkeSettings settings = SettingsMapper.With(host.Path.Offer(host.Settings), host.Config, _own.Credential);
        _session = new IkeSession(start.Apply(settings, path), host.Random, path, host.Loop.Now, _tickets.Take(start.Beside));
        host.Loop.Add(this);
    }

    public Instant Now => _host.Loop.Now;

    public IkePath Ends => new(Route.Local, _carrier.NatPort, Route.Gateway, _carrier.NatRemotePort);

    /// <summary>The way to the gateway that is in use.</summary>
    public GatewayRoute Route { get; private set; }

    /// <summary>Other addresses of the gateway, by its own word.</summary>
    public IReadOnlyList<IpAddress> OtherGateways => GatewayCandidates.Usable(_namedGateways, Route.Gateway, Tunnel?.Remote ?? []);

    /// <summary>What it proves itself with; disposed after the session.</summary>
    public Credential Credential => _own.Credential;

    public IChildPath Path => _children.Path;

    public ChildBook Children => _children.Book;

    public Instant NextDeadline => Instant.Earliest(_session.NextDeadline, Instant.Earliest(Path.NextDeadline, _closeAt));

    /// <summary>Set while the session stands.</summary>
    public SessionDetails? Details { get; private set; }

    public Instant ConnectedAt { get; private set; }

    /// <summary>Rekeys of the IKE SA so far.</summary>
    public long IkeRekeys { get; private set; }

    public TunnelConfiguration? Tunnel { get; private set; }

    public IkeCounters IkeCounters => _session.Counters;

    /// <summary>Of IKE and of NAT keepalives, with their IP and UDP headers.</summary>
    public long ControlBytesSent => _session.Counters.BytesSent + _carrier.KeepaliveBytes;

    /// <summary>The gateway has not been heard since <see cref="ISessionOwner.PathSuspect"/> was told.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Why the last datagram could not be sent; 0 if it could.</summary>
    public int SendError => _carrier.LastSendError;

    /// <summary>Sends what the core has ready; to be called once, when the owner knows this session.</summary>
    public void Start() => Drain();

    public void HandleTimeout(Instant now)
    {
        Path.HandleTimeout(now);
        TakeExpiries();
        _session.HandleTimeout(now);
        Drain();
        if (now >= _closeAt)
            Close();
    }

    public void HandleIke(ReadOnlySpan<byte> message)
    {
        _session.HandleDatagram(message, Now);
        Drain();
    }

    public void NoteInbound(uint inboundSpi)
    {
        if (!_host.Path.IsKernel)
            _host.Mapping.HandleReceived(Now);
        _session.NoteInboundTraffic(inboundSpi, Now);
    }

    public void NoteCarried(Instant since, bool sent, bool received) => _host.Mapping.HandleCarried(since, Now, sent, received);

    public void WantCpu(uint inboundSpi, int cpu)
    {
        _session.WantCpu(inboundSpi, cpu, Now);
        Drain();
    }

    public void NoteOutbound(Instant at) => _session.NoteOutboundTraffic(at);

    public EspWay EspWay => _carrier.EspWay;

    public void NoteEsp(int errno) => _carrier.NoteEsp(errno);

    public void HandleBurstEnd()
    {
        TakeExpiries();
        Drain();
    }

    public void HandleUnreachable() => Doubt();

    public void HandlePathMtu() => _owner.PathMtuChanged(this);

    /// <summary>Something makes it doubtful whether the gateway still knows us: it is asked, not too often.</summary>
    public void Doubt() => Do(_session.HandleDoubt);

    /// <summary>A link is back, or another: whether the gateway is still there is found out now.</summary>
    public void HandleReturn() => Do(_session.HandleReturn);

    /// <summary>Rekeys every Child SA now.</summary>
    public void RenewChildren() => Do(_session.RenewChildren);

    /// <summary>The ticket is used by another session; if this one stands on, it is to have a new one.</summary>
    public void RenewTicket() => Do(_session.RenewTicket);

    /// <summary>Something else than our counters shows that no packets come back through the tunnel.</summary>
    public void HandleDataSilence() => Do(_session.HandleDataSilence);

    /// <summary>
    /// The gateway is behind a NAT that gave it another address or port (RFC 7296 section 2.23). IKE and ESP follow where that is
    /// ours to do; else the gateway is asked, which mends what is broken.
    /// </summary>
    public void HandleMapping(IpAddress address, ushort port)
    {
        IkePath path = Ends with { Remote = address, RemotePort = port };
        if (_session.TryFollowPeer(path, Now))
        {
            _host.Log.Info($"the gateway is now seen at {address}, port {port}");
            _carrier.Follow(new Endpoint(address.ToIPAddress(), port));
            Route = Route with { Gateway = address };
            Path.Move();
            _owner.TunnelChanged(this);
        }

        Drain();
    }

    /// <summary>Whether this is the session of its connection that carries what goes out.</summary>
    /// <exception cref="LinuxException">The machine refused; nothing has changed.</exception>
    public void Carry(bool carries) => Path.Carry(carries);

    /// <summary>See <see cref="IPathSource.FallBack"/>.</summary>
    public bool TryFallBack(LinuxException cause) => _children.TryFallBack(cause);

    /// <summary>Takes another way to the gateway. False where the session can't: without MOBIKE, or without sockets.</summary>
    public bool TryMove(GatewayRoute route)
    {
        GatewayRoute before = Route;
        try
        {
            _carrier.MoveTo(IkeEndpoint(route.Gateway));
            IkePath path = new(route.Local, _carrier.NatPort, route.Gateway, _host.Config.NattPort);
            if (_session.TryChangePath(path, Now))
            {
                Route = route;
                _host.Mapping.UsePath(route.Local);
                _namedGateways = [.. _namedGateways.Prepend(before.Gateway).Where(g => g != route.Gateway).Distinct()];
                Path.Move();
                TakeExpiries();
                Drain();
                return true;
            }
            _carrier.MoveTo(IkeEndpoint(before.Gateway));
            Path.Move();
        }
        catch (LinuxException failure)
        {
            _host.Log.Debug(failure.Message);
        }
        return false;
    }

    /// <summary>Deletes the SAs at the gateway; <see cref="ISessionOwner.SessionDown"/> follows.</summary>
    public void Close()
    {
        _closeAt = Instant.Never;
        _session.Close(Now);
        Drain();
    }

    /// <summary>
    /// As <see cref="Close"/>, but a little later, and what is still on the way to us is accepted until the gateway knows: it
    /// may need a moment to use the other session, and to work off what we sent through this one.
    /// </summary>
    public void Retire()
    {
        _children.IsRetired = true;
        _closeAt = Now + Linger;
    }

    public void Dispose()
    {
        _host.Loop.Remove(this);
        _host.Loop.Remove(_keepalive);
        _vetting.Dispose();
        _carrier.Dispose();
        _children.Dispose();
        _own.Dispose();
    }

    /// <summary>The clock was set, and what was believed by a wrong one is not to be believed: the next attempt says why.</summary>
    private void HandleDisproof(IkeFault fault)
    {
        _host.Log.Warning($"by the clock as it is now set the gateway is not to be trusted: {fault.Message}");
        Close();
    }

    private void HandleVerdict(long token, IkeFault? fault) => Do(now => _session.HandleVerdict(token, fault, now));

    /// <summary>A verb of the core's, and what follows from it.</summary>
    private void Do(Action<Instant> verb)
    {
        verb(Now);
        Drain();
    }

    private void TakeExpiries()
    {
        while (Path.TryTakeExpiry(out ChildExpiry expiry))
            _session.HandleChildExpiry(expiry.InboundSpi, expiry.IsHard, Now);
    }

    private Endpoint IkeEndpoint(IpAddress gateway) => new(gateway.ToIPAddress(), _host.Config.Port);

    /// <summary>An owner that acts on a report may come back here: the actions are still carried out in their order.</summary>
    private void Drain()
    {
        if (_isDraining)
            return;
        _isDraining = true;
        while (_session.TryDequeue(out IkeAction action))
            CarryOut(action);
        _isDraining = false;
    }

    private void CarryOut(IkeAction action)
    {
        switch (action)
        {
            case Send send:
                NoteAnswer(send.Message.Span);
                _carrier.Send(send.Transport, send.Message.Span);
                break;
            case ExportIkeKeys keys:
                _host.KeyExport?.Add(keys);
                break;
            case CheckGateway check:
                _vetting.Begin(check);
                break;
            case Note note:
                _host.Log.Write(note);
                break;
            default:
                if (!_tickets.TryCarryOut(action) && !TryCarryOutBelow(action))
                    Report(action);
                break;
        }
    }

    /// <summary>A response that is no repetition: a request of the gateway's came, and it was authentic.</summary>
    private void NoteAnswer(ReadOnlySpan<byte> message)
    {
        bool isAnswer = IkeHeader.TryRead(message, out IkeHeader header, out _) && header.IsResponse;
        if (Details is null || !isAnswer || _lastAnswered == (header.InitiatorSpi, header.MessageId))
            return;
        _host.Mapping.HandleReceived(Now);
        _lastAnswered = (header.InitiatorSpi, header.MessageId);
    }

    private void Look()
    {
        Path.Look();
        HandleBurstEnd();
    }

    /// <summary>True when the action was for the path, also if that could not do it: the session ends then.</summary>
    private bool TryCarryOutBelow(IkeAction action)
    {
        try
        {
            return _children.TryCarryOut(action);
        }
        catch (LinuxException failure)
        {
            _owner.PathFailed(this, failure);
            return true;
        }
    }

    private void Report(IkeAction action)
    {
        switch (action)
        {
            case ConfigureTunnel configure:
                Tunnel = configure.Configuration;
                _owner.TunnelChanged(this);
                break;
            case SessionUp up:
                ConnectedAt = Now;
                Describe(up.Details);
                _owner.SessionUp(this);
                break;
            case SessionChanged changed:
                Describe(changed.Details);
                break;
            case ChildFailed failed:
                _owner.ChildFailed(this, failed);
                break;
            case ReauthenticationDue due:
                _owner.ReauthenticationDue(this, due);
                break;
            case GatewayAddresses addresses:
                _namedGateways = addresses.Addresses;
                _owner.TunnelChanged(this);
                break;
            case GatewayAnswered:
                _owner.GatewayAnswered(this);
                break;
            case GatewayRedirects redirects:
                _owner.Redirected(this, redirects.Target);
                break;
            case NatMappingSeen seen:
                _host.Mapping.HandleSeen(seen.IsSame, seen.AskedAt, Now);
                break;
            case PathSuspect:
                _owner.PathSuspect(this);
                IsSuspect = true;
                break;
            case PathAlive:
                IsSuspect = false;
                _owner.PathAlive(this);
                break;
            case DataPathSuspect:
                _owner.DataPathSuspect(this);
                break;
            case SessionDown down:
                Details = null;
                if (down.Fault.Kind == FaultKind.PeerSilent)
                    _host.Mapping.HandleLoss(Now);
                _owner.SessionDown(this, down.Fault);
                break;
            default:
                throw new ArgumentException($"no one carries out {action.GetType().Name}", nameof(action));
        }
    }

    private void Describe(SessionDetails details)
    {
        if (Details is { } before && before.InitiatorSpi != details.InitiatorSpi)
            IkeRekeys++;
        Details = details;
        _host.Loop.Remove(_keepalive);
        if (details.Nat.LocalIsBehindNat)
            _host.Loop.Add(_keepalive);
    }
}
