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
    private readonly SessionWay _way;
    private readonly IkeSession _session;
    private readonly GatewayVetting _vetting;
    private readonly SessionChildren _children;
    private readonly CredentialShare _own;
    private readonly SessionTickets _tickets;
    private IReadOnlyList<IpAddress> _namedGateways = [];
    private Instant _closeAt = Instant.Never;
    private bool _isDraining;

    /// <exception cref="LinuxException">No route to the gateway, or a socket can't be had.</exception>
    public LiveSession(HostContext host, ISessionOwner owner, IpAddress gateway, SessionStart start)
    {
        (_host, _owner) = (host, owner);
        if (!host.TryFindLocal(gateway, out IpAddress local, out int error))
            throw new LinuxException($"route to {gateway}", error);
        _way = new SessionWay(host, this, new GatewayRoute(local, gateway, start.TcpPort), Look);
        try
        {
            _children = new SessionChildren(host.Path, this, host.KeyExport);
        }
        catch (LinuxException)
        {
            _way.Dispose();
            throw;
        }

        (_own, _vetting) = (host.Own.Share(), new GatewayVetting(host, HandleVerdict, HandleDisproof));
        _tickets = new SessionTickets(host, start.Gateway, _own);
        host.Mapping.UsePath(local);
        IkePath path = _way.First(start.ByNatPort);
        IkeSettings settings = SettingsMapper.With(host.Path.Offer(host.Settings), host.Config, _own.Credential);
        _session = new IkeSession(start.Apply(settings, path) with { BareEsp = host.Path.IsKernel && start.TcpPort == 0 }, host.Random, path, host.Loop.Now, _tickets.Take(start.Beside));
        host.Loop.Add(this);
    }

    public Instant Now => _host.Loop.Now;

    public IkePath Ends => _way.Ends;

    /// <summary>The way to the gateway that is in use.</summary>
    public GatewayRoute Route => _way.Route;

    internal SessionWay Way => _way;

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
    public long ControlBytesSent => _session.Counters.BytesSent + _way.Udp.KeepaliveBytes;

    /// <summary>The gateway has not been heard since <see cref="ISessionOwner.PathSuspect"/> was told.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Why the last datagram could not be sent; 0 if it could.</summary>
    public int SendError => _way.SendError;

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
        long answers = _session.Counters.Answers;
        _session.HandleDatagram(message, Now);
        Drain();
        if (_session.Counters.Answers != answers && _way.TakeProbe())
            _owner.UdpAnswered(this);
    }

    public void NoteInbound(uint inboundSpi)
    {
        if (!_host.Path.IsKernel && !_way.IsTcp)
            _host.Mapping.HandleReceived(Now);
        _session.NoteInboundTraffic(inboundSpi, Now);
    }

    public void NoteCarried(Instant since, bool sent, bool received) => _host.Mapping.HandleCarried(since, Now, sent, received);

    public void WantCpu(uint inboundSpi, int cpu) => Do(now => _session.WantCpu(inboundSpi, cpu, now));

    public void NoteOutbound(Instant at) => _session.NoteOutboundTraffic(at);

    public EspWay EspWay => _way.EspWay;

    public void NoteEsp(int errno) => _way.NoteEsp(errno);

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

    /// <summary>There is another TCP connection to the gateway, from another port.</summary>
    internal void HandleRenewedWay()
    {
        Path.Move();
        if (!_session.TryChangePath(Ends, Now))
            _session.HandleReturn(Now);
        Drain();
    }

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
        if (!_way.IsTcp && _session.TryFollowPeer(path, Now))
        {
            _host.Log.Info($"the gateway is now seen at {address}, port {port}");
            _way.Follow(address, port);
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
    /// <param name="link">For a route by TCP; null: another is made.</param>
    public bool TryMove(GatewayRoute route, TcpLink? link = null)
    {
        GatewayRoute before = Route;
        if (Details is not { Mobike: true })
            return false;
        try
        {
            _way.MoveTo(route, link);
            if (_session.TryChangePath(Ends, Now))
            {
                _host.Mapping.UsePath(route.Local);
                _namedGateways = [.. _namedGateways.Prepend(before.Gateway).Where(g => g != route.Gateway).Distinct()];
                Path.Move();
                TakeExpiries();
                Drain();
                return true;
            }
            _way.MoveTo(before);
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
        _vetting.Dispose();
        _way.Dispose();
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
                _way.Send(send, isUp: Details is not null);
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
        _way.Keep(details.Nat.LocalIsBehindNat);
    }
}
