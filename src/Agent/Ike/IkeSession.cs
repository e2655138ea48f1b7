using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Resumption;
using Holdfast.Ike.States;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>
/// One session with one gateway, from the first IKE_SA_INIT to the last Delete, without any input or output of its own.
/// After each verb the owner drains <see cref="TryDequeue"/> and arms one timer for <see cref="NextDeadline"/>. A session
/// is used once: after <see cref="SessionDown"/> the next attempt is a new one.
/// </summary>
public sealed class IkeSession
{
    private readonly SessionContext _context;
    private IkeState _state;

    /// <summary>Starts at once: the first datagram is in the outbox when this returns.</summary>
    /// <param name="ticket">To come back with (RFC 5723); the session's from here on. What does not fit the settings is not used.</param>
    public IkeSession(IkeSettings settings, IRandom random, IkePath path, Instant now, ResumptionTicket? ticket = null)
    {
        _context = new SessionContext(settings, random, path);
        if (ticket is not null && ticket.Fits(settings, now))
        {
            _state = new ResumeState(_context, ticket);
        }
        else
        {
            ticket?.Dispose();
            _state = new InitState(_context);
        }


        _state.Enter(now);
    }

    public bool IsClosed => _state.IsClosed;

    public Instant NextDeadline => _state.NextDeadline;

    public IkeCounters Counters => _context.Counters;

    public bool TryDequeue(out IkeAction action) => _context.TryDequeue(out action);

    /// <summary>Takes one IKE message as it came from the network, without marker.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> message, Instant now)
    {
        Counters.CountReceived(message.Length, _context.Transport, _context.Path.Remote);
        bool isIkev2 = IkeHeader.TryRead(message, out IkeHeader header, out _) && header.MajorVersion == 2;
        if (isIkev2)
            MoveTo(_state.HandleMessage(header, message, now), now);
        else
            _context.Counters.Malformed++;
    }

    public void HandleTimeout(Instant now)
    {
        if (now >= NextDeadline)
            MoveTo(_state.HandleTimeout(now), now);
    }

    /// <summary>The answer to a <see cref="CheckGateway"/>; <paramref name="fault"/> null: it is the gateway.</summary>
    public void HandleVerdict(long token, IkeFault? fault, Instant now) => MoveTo(_state.HandleVerdict(token, fault, now), now);

    /// <summary>The data path accepted a packet on this Child SA: the gateway lives, and sends through it.</summary>
    public void NoteInboundTraffic(uint inboundSpi, Instant now) => _state.NoteInboundTraffic(inboundSpi, now);

    /// <summary>
    /// The data path sent something, at this time or, where that is noticed late, at the earliest then. Where nothing comes back, the
    /// gateway is asked soon. To be said often: it costs nothing.
    /// </summary>
    public void NoteOutboundTraffic(Instant at) => _state.NoteOutboundTraffic(at);

    /// <summary>
    /// Something else than our counters shows that no packets come back. <see cref="DataPathSuspect"/> follows if the gateway answers.
    /// </summary>
    public void HandleDataSilence(Instant now)
    {
        _state.HandleDataSilence(now);
        HandleTimeout(now);
    }

    /// <summary>A link is back, or another: what waits for an answer goes out at once, and if nothing does, the gateway is asked.</summary>
    public void HandleReturn(Instant now)
    {
        _state.HandleReturn(now);
        HandleTimeout(now);
    }

    /// <summary>Rekeys every Child SA now, make before break; one whose rekey is under way is left alone.</summary>
    public void RenewChildren(Instant now)
    {
        _state.RenewChildren(now);
        HandleTimeout(now);
    }

    /// <summary>A Child SA reached a limit of its specification: the soft one asks for a rekey, the hard one ends it.</summary>
    public void HandleChildExpiry(uint inboundSpi, bool isHard, Instant now)
    {
        _state.HandleChildExpiry(inboundSpi, isHard, now);
        HandleTimeout(now);
    }

    /// <summary>
    /// A packet went through this Child SA on a CPU that has none of its own (RFC 9611); one is made where both ends take it. To be
    /// said as often as the kernel says it.
    /// </summary>
    public void WantCpu(uint inboundSpi, int cpu, Instant now)
    {
        _state.WantCpu(inboundSpi, cpu, now);
        HandleTimeout(now);
    }

    /// <summary>
    /// The host's address, or the gateway's that it uses, is another (RFC 4555). False where MOBIKE was not agreed on: a new
    /// session is needed.
    /// </summary>
    public bool TryChangePath(IkePath path, Instant now) => _state.TryChangePath(path, now);

    /// <summary>
    /// The gateway's authentic ESP comes from elsewhere: it is behind a NAT that rebound (RFC 7296 section 2.23). True where
    /// what we send is to follow; false where that is for MOBIKE (RFC 4555 section 3.8) or for the gateway to mend, which is asked.
    /// </summary>
    public bool TryFollowPeer(IkePath path, Instant now)
    {
        bool follows = _state.TryFollowPeer(path, now);
        HandleTimeout(now);
        return follows;
    }

    /// <summary>The ticket that the session gave last is used up: another is wanted.</summary>
    public void RenewTicket(Instant now)
    {
        _state.RenewTicket(now);
        HandleTimeout(now);
    }

    /// <summary>Rekeys the IKE SA now, not only when its time comes.</summary>
    public void RekeyIke(Instant now)
    {
        _state.RekeyIke(now);
        HandleTimeout(now);
    }

    /// <summary>Something unauthenticated says that the gateway may have lost us (ICMP, INVALID_SPI): ask it, not too often.</summary>
    public void HandleDoubt(Instant now)
    {
        _state.HandleDoubt(now);
        HandleTimeout(now);
    }

    /// <summary>Ends the session; <see cref="SessionDown"/> follows when the gateway knows, or soon after without it.</summary>
    public void Close(Instant now) => MoveTo(_state.Close(now), now);

    private void MoveTo(IkeState next, Instant now)
    {
        if (ReferenceEquals(next, _state))
            return;
        _state = next;
        next.Enter(now);
    }
}
