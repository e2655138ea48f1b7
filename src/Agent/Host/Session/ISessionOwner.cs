using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;

namespace Holdfast.Host.Session;

/// <summary>Who wants sessions and is told how each of them goes.</summary>
public interface ISessionOwner
{
    void SessionUp(LiveSession session);

    /// <summary>Somebody at the gateway's address has said something, once; who it is has yet to be proved.</summary>
    void GatewayAnswered(LiveSession session);

    /// <summary>What the gateway granted, <see cref="LiveSession.Tunnel"/>, or the way to it is another.</summary>
    void TunnelChanged(LiveSession session);

    void ChildFailed(LiveSession session, ChildFailed failure);

    void ReauthenticationDue(LiveSession session, ReauthenticationDue due);

    /// <summary>The gateway wants the session to be another one's.</summary>
    void Redirected(LiveSession session, Ike.Redirects.RedirectTarget target);

    /// <summary>Something else may fit through the path to the gateway than before.</summary>
    void PathMtuChanged(LiveSession session);

    /// <summary>
    /// The gateway has been silent for the detection time. Told again while the silence lasts; <see cref="LiveSession.IsSuspect"/> says
    /// whether for the first time.
    /// </summary>
    void PathSuspect(LiveSession session);

    /// <summary>It is heard again.</summary>
    void PathAlive(LiveSession session);

    /// <summary>The gateway answers, but no packets come back through the tunnel.</summary>
    void DataPathSuspect(LiveSession session);

    /// <summary>The machine refused what a Child SA needs. The session can't go on.</summary>
    void PathFailed(LiveSession session, LinuxException failure);

    /// <summary>After <see cref="SessionWay.ProbeUdp"/>: it can.</summary>
    void UdpAnswered(LiveSession session);

    /// <summary>The last word of a session. It may be disposed from here.</summary>
    void SessionDown(LiveSession session, IkeFault fault);
}
