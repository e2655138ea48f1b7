using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>When a round that nobody answers by UDP goes on by TCP (RFC 9329 section 5.1); a session that stands is moved before others are tried.</summary>
internal sealed class TcpTurn(SupervisorSettings settings, RoundPurpose purpose)
{
    private bool _hasAsked = purpose != RoundPurpose.Rescue;

    /// <summary>Never: it is taken, or not to be.</summary>
    public Instant At { get; private set; } = Instant.Never;

    /// <summary>The ways by TCP are among those that are tried.</summary>
    public bool IsTaken { get; private set; } = settings.OnlyTcp;

    /// <summary>An attempt begins. Where TCP was what served before, it has not to wait for as long.</summary>
    public void Launched(IReadOnlyList<GatewayRecord> order, NetworkView network, Instant now)
    {
        if (IsTaken || At != Instant.Never || settings.TcpPorts.Length == 0 || purpose == RoundPurpose.Failback)
            return;
        bool isUsual = false;
        foreach (GatewayRecord gateway in order)
            isUsual |= gateway.HasServedByTcp(network);
        At = now + (isUsual && settings.Stagger * 2 < settings.TcpAfter ? settings.Stagger * 2 : settings.TcpAfter);
    }

    /// <summary>It is time. True: the ways by TCP are to be tried.</summary>
    public bool Take(Outbox outbox, Instant now)
    {
        if (_hasAsked)
        {
            (IsTaken, At) = (true, Instant.Never);
            return true;
        }

        (_hasAsked, At) = (true, now + settings.TcpAfter);
        outbox.Emit(new TryTcp("nobody answers by UDP"));
        return false;
    }
}
