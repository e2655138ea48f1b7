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
/// How the messages and packets of one session go: through the connection's UDP sockets, or through a TCP connection of its own (RFC 9329).
/// A response goes the way that its request came.
/// </summary>
internal sealed class SessionWay : ITimed, ILinkOwner, IDisposable
{
    /// <summary>What is under way when the session leaves a TCP connection may still come by it.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    /// <summary>A connection that is younger was not forgotten by anyone.</summary>
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(10);

    /// <summary>Fragments of one answer.</summary>
    private const int MostHeld = 32;

    private readonly HostContext _host;
    private readonly LiveSession _session;
    private readonly NatKeepalive _keepalive;
    private readonly List<byte[]> _held = [];
    private bool _isBehindNat;
    private TcpLink? _link;
    private TcpLink? _left;
    private TcpLink? _delivering;
    private (ulong Spi, uint MessageId) _lastAnswered;
    private Instant _leftUntil = Instant.Never;
    private Instant _probeUntil = Instant.Never;

    /// <param name="look">As of <see cref="NatKeepalive"/>.</param>
    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public SessionWay(HostContext host, LiveSession session, GatewayRoute route, Action look)
    {
        (_host, _session, Route) = (host, session, route);
        Udp = new UdpCarrier(host.Loop, host.Sockets, session, IkeEndpoint(route.Gateway), host.Config.NattPort, host.Mapping);
        _keepalive = new NatKeepalive(Udp, host.Mapping, look);
        try
        {
            if (IsTcp)
                _link = Connect(route, beginsWithIke: true);
        }
        catch (LinuxException)
        {
            Udp.Dispose();
            throw;
        }

        host.Loop.Add(this);
    }

    public UdpCarrier Udp { get; }

    public GatewayRoute Route { get; private set; }

    public bool IsTcp => Route.TcpPort != 0;

    /// <summary>Why the last message could not be sent; 0 if it could.</summary>
    public int SendError => IsTcp ? _link!.LastError : Udp.LastSendError;

    public EspWay EspWay => _link?.EspWay ?? Udp.EspWay;

    /// <summary>Addresses and ports in use once NAT is dealt with.</summary>
    public IkePath Ends => _link is { } link
        ? new(Route.Local, link.LocalPort, Route.Gateway, link.Remote.Port) { IsTcp = true }
        : new(Route.Local, Udp.NatPort, Route.Gateway, Udp.NatRemotePort);

    public Instant NextDeadline => Instant.Earliest(_leftUntil, _probeUntil);

    /// <summary>The path of the first message.</summary>
    public IkePath First(bool byNatPort) =>
        byNatPort || IsTcp ? Ends : new(Route.Local, Udp.IkePort, Route.Gateway, _host.Config.Port);

    /// <param name="isUp">The session stands.</param>
    public void Send(Send send, bool isUp)
    {
        ReadOnlySpan<byte> message = send.Message.Span;
        bool isResponse = IkeHeader.TryRead(message, out IkeHeader header, out _) && header.IsResponse;
        if (isUp && isResponse)
            NoteAnswer(header);
        TcpLink? way = isResponse && _delivering is not null ? _delivering
            : isResponse ? (Udp.IsDelivering ? null : _link)
            : _probeUntil == Instant.Never ? _link : null;
        if (way is not null)
            way.SendIke(message);
        else
            Udp.Send(send.Transport == IkeTransport.Udp500 && IsTcp ? IkeTransport.Udp4500 : send.Transport, message);
    }

    /// <summary>ESP went out.</summary>
    /// <param name="errno">See <see cref="UdpCarrier.NoteEsp"/>.</param>
    public void NoteEsp(int errno)
    {
        if (!IsTcp)
            Udp.NoteEsp(errno);
    }

    /// <summary>
    /// Sends by that route from now on. The sockets stay, unless the family is another; a TCP connection that is left is heard for a while.
    /// </summary>
    /// <param name="link">To be used; null: one is made where the route is by TCP.</param>
    /// <exception cref="LinuxException">A socket can't be had; nothing has changed.</exception>
    public void MoveTo(GatewayRoute route, TcpLink? link = null)
    {
        if (route.TcpPort != 0 && link is null)
            link = Connect(route, beginsWithIke: false);
        try
        {
            Udp.MoveTo(IkeEndpoint(route.Gateway));
        }
        catch (LinuxException)
        {
            link?.Dispose();
            throw;
        }

        Leave();
        if (link is not null)
            link.Owner = this;
        (_link, Route, _probeUntil) = (link, route, Instant.Never);
        _held.Clear();
        Keep(_isBehindNat);
    }

    /// <summary>A NAT's mapping is kept open as long as the session goes by UDP (RFC 9329 section 6.6).</summary>
    public void Keep(bool isBehindNat)
    {
        _isBehindNat = isBehindNat;
        _host.Loop.Remove(_keepalive);
        if (isBehindNat && !IsTcp)
            _host.Loop.Add(_keepalive);
    }

    /// <summary>The gateway is behind a NAT that gave it another address.</summary>
    public void Follow(IpAddress gateway, ushort port)
    {
        Udp.Follow(new Endpoint(gateway.ToIPAddress(), port));
        Route = Route with { Gateway = gateway };
    }

    /// <summary>Nothing comes by TCP: another connection may do better.</summary>
    public void Renew() => _link?.Renew(LeastAge);

    /// <summary>
    /// Requests go by UDP until an answer comes that way, or until then: whether it does, without anything else going there (RFC 9329 section
    /// 7.1, RFC 4555 section 3.10). <see cref="ISessionOwner.UdpAnswered"/> follows if so.
    /// </summary>
    public void ProbeUdp(Instant until)
    {
        if (!IsTcp)
            return;
        _probeUntil = until;
        _session.HandleReturn();
    }

    /// <summary>The answer to a request of ours came by UDP, and it is authentic. True: that was to be found out.</summary>
    public bool TakeProbe()
    {
        bool isFound = _probeUntil != Instant.Never && _delivering is null;
        if (isFound)
        {
            _probeUntil = Instant.Never;
            _held.Clear();
        }

        return isFound;
    }

    public void HandleTimeout(Instant now)
    {
        if (now >= _leftUntil)
            CloseLeft();
        if (now < _probeUntil)
            return;
        _probeUntil = Instant.Never;
        byte[][] answers = [.. _held];
        _held.Clear();
        foreach (byte[] answer in answers)
            _session.HandleIke(answer);
        if (answers.Length == 0)
            _session.HandleReturn(); // by TCP, what was asked by UDP in vain
    }

    /// <summary>
    /// libreswan answers by both ways what it is asked by another than the session's; so an answer by TCP waits until it is known whether
    /// UDP has one.
    /// </summary>
    public void HandleIke(TcpLink link, ReadOnlySpan<byte> message)
    {
        if (_probeUntil != Instant.Never && _held.Count < MostHeld
            && IkeHeader.TryRead(message, out IkeHeader header, out _) && header.IsResponse)
        {
            _held.Add(message.ToArray());
            return;
        }

        _delivering = link;
        _session.HandleIke(message);
        _delivering = null;
    }

    public void HandleBurstEnd(TcpLink link) => _session.HandleBurstEnd();

    public void HandleConnected(TcpLink link)
    {
    }

    public void HandleRenewed(TcpLink link)
    {
        if (link == _link)
            _session.HandleRenewedWay();
    }

    public void Dispose()
    {
        _host.Loop.Remove(this);
        _host.Loop.Remove(_keepalive);
        CloseLeft();
        _link?.Dispose();
        Udp.Dispose();
    }

    /// <summary>A response that is no repetition: a request of the gateway's came, and it was authentic.</summary>
    private void NoteAnswer(IkeHeader header)
    {
        (ulong, uint) answered = (header.InitiatorSpi, header.MessageId);
        if (_lastAnswered != answered && !IsTcp)
            _host.Mapping.HandleReceived(_host.Loop.Now);
        _lastAnswered = answered;
    }

    private Endpoint IkeEndpoint(IpAddress gateway) => new(gateway.ToIPAddress(), _host.Config.Port);

    private TcpLink Connect(GatewayRoute route, bool beginsWithIke) =>
        new(_host.Loop, _host.Sockets, this, new Endpoint(route.Gateway.ToIPAddress(), route.TcpPort), beginsWithIke);

    private void Leave()
    {
        if (_link is null)
            return;
        CloseLeft();
        _link.IsLeft = true;
        (_left, _leftUntil) = (_link, _host.Loop.Now + Linger);
    }

    private void CloseLeft()
    {
        _left?.Dispose();
        (_left, _leftUntil) = (null, Instant.Never);
    }
}
