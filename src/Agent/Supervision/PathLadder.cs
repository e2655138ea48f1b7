using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// What is tried, in this order, when the gateway answers but packets through the tunnel come to nothing: new Child SAs, a new session, one
/// over new sockets, the session by TCP, another gateway. Each gets its time; what happens again soon goes on where it was.
/// </summary>
internal sealed class PathLadder(SupervisorSettings settings)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private int _rung;
    private Instant _last = new(0);

    /// <summary>Asks for what the next rung takes, but for the session.</summary>
    public Rung Climb(string why, Outbox outbox, Instant now)
    {
        if (now - _last > Memory)
            _rung = 0;
        _last = now;
        Rung rung = (Rung)Math.Min(_rung, (int)Rung.OtherGateway);
        _rung++;
        if (rung == Rung.Tcp && (settings.TcpPorts.Length == 0 || settings.OnlyTcp))
            return Climb(why, outbox, now);
        if (rung == Rung.Children)
            outbox.Emit(new RenewChildren(why));
        else if (rung == Rung.Tcp)
            outbox.Emit(new TryTcp(why));
        else if (rung >= Rung.Sockets)
            outbox.Emit(new RenewSockets(why));
        return rung;
    }

    public void Reset() => _rung = 0;
}

internal enum Rung
{
    Children,
    Session,
    Sockets,
    Tcp,
    OtherGateway,
}
