using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// Takes the session that stands to TCP when it is told that UDP is of no use, once a connection to the gateway stands, and back when UDP
/// answers again. The session stays the same by MOBIKE (RFC 9329 section 7.1).
/// </summary>
internal sealed class TcpFallback(HostContext host, Traffic traffic, PathFollower path) : ITimed, ILinkOwner
{
    /// <summary>For one port.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Until all ports are tried again while the gateway is silent.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>For the answer to a question by UDP.</summary>
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(2);

    private readonly UdpReturn _return = new(host.Random);
    private TcpLink? _trial;
    private int _port;
    private Instant _trialEnds = Instant.Never;
    private Instant _againAt = Instant.Never;

    public Instant NextDeadline
    {
        get
        {
            bool isTcp = IsAuto && traffic.Live is { Route.TcpPort: not 0, Details.Mobike: true };
            _return.Note(isTcp, host.Loop.Now);
            return Instant.Earliest(_return.NextTry, Instant.Earliest(_trialEnds, _againAt));
        }
    }

    private bool IsAuto => host.Config.Tcp == TcpChoice.Auto;

    /// <summary>UDP is of no use to this session.</summary>
    public void Try(LiveSession session)
    {
        if (!IsAuto || session.Route.TcpPort != 0 || _trial is not null)
            return;
        _port = 0;
        Begin(session);
    }

    /// <summary>The network is another: it may let UDP through.</summary>
    public void HandleNetwork() => _return.HandleNetwork(host.Loop.Now);

    /// <summary>The gateway answered by UDP.</summary>
    public void Return(LiveSession session) => path.Move(session, session.Route with { TcpPort = 0 }, null);

    public void HandleTimeout(Instant now)
    {
        if (traffic.Live is not { } live)
        {
            Drop();
            _againAt = Instant.Never;
            return;
        }

        if (now >= _trialEnds)
            TryNext();
        if (now >= _againAt)
        {
            _againAt = Instant.Never;
            if (live.IsSuspect)
                Try(live);
        }

        if (now < _return.NextTry)
            return;
        _return.Began(now);
        live.Way.ProbeUdp(now + ProbeTime);
    }

    public void HandleConnected(TcpLink link)
    {
        if (link != _trial)
            return;
        (_trial, _trialEnds) = (null, Instant.Never);
        if (traffic.Live is { Route.TcpPort: 0 } live)
            path.Move(live, live.Route with { TcpPort = link.Remote.Port }, link);
        if (link.Owner == this)
            link.Dispose(); // the session can't be moved
    }

    /// <summary>The connection was refused, or ended at once.</summary>
    public void HandleRenewed(TcpLink link)
    {
        if (link == _trial)
            TryNext();
    }

    public void HandleIke(TcpLink link, ReadOnlySpan<byte> message)
    {
    }

    public void HandleBurstEnd(TcpLink link)
    {
    }

    private void TryNext()
    {
        Drop();
        if (++_port < host.Config.TcpPorts.Length && traffic.Live is { } live)
            Begin(live);
        else
            _againAt = host.Loop.Now + Pause;
    }

    private void Begin(LiveSession session)
    {
        try
        {
            Endpoint remote = new(session.Route.Gateway.ToIPAddress(), host.Config.TcpPorts[_port]);
            _trial = new TcpLink(host.Loop, host.Sockets, this, remote, beginsWithIke: false);
            _trialEnds = host.Loop.Now + Patience;
        }
        catch (LinuxException failure)
        {
            host.Log.Debug($"TCP port {host.Config.TcpPorts[_port]}: {failure.Message}");
            TryNext();
        }
    }

    private void Drop()
    {
        _trial?.Dispose();
        (_trial, _trialEnds) = (null, Instant.Never);
    }
}
