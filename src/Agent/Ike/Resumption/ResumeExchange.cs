using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>
/// The IKE_SESSION_RESUME exchange (RFC 5723 section 4.3), in the place of IKE_SA_INIT: sends, repeats, answers demands for cookies,
/// and hands out every full response, of which several may come, as nothing here is authenticated.
/// </summary>
public sealed class ResumeExchange(SessionContext context, ConnectAttempt attempt, ResumptionTicket ticket)
{
    private readonly ResumeRequest _request = new(context, ticket.Opaque);
    private Instant _lastSent;
    private int _sent;

    /// <summary>When it is sent again.</summary>
    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>The gateway, or somebody in its place, won't have it: why. Null: it may yet.</summary>
    public IkeFault? Refusal { get; private set; }

    public ulong Spi => _request.Spi;

    public void Send(Instant now)
    {
        if (_sent++ > 0)
            context.Counters.Retransmitted++;
        _lastSent = now;
        NextDeadline = now + attempt.WaitAfter(_sent, context, now);
        context.Send(context.Settings.StartOnNatPort ? IkeTransport.Udp4500 : IkeTransport.Udp500, _request.Message);
    }

    /// <summary>It is not sent again by itself.</summary>
    public void Rest() => NextDeadline = Instant.Never;

    /// <summary>Takes a message of any sender; a full response that fits is returned, all else is dealt with.</summary>
    public ResumeResponse? Handle(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header is not { IsResponse: true, FromInitiator: false, MessageId: 0 })
            return Ignore();
        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> all, out _))
        {
            context.Counters.Malformed++;
            return null;
        }

        attempt.Hear(context, now);
        if (PayloadRules.Check(header.ExchangeType, true, all, out IReadOnlyList<Payload> payloads) is { } fault)
            return Refuse(fault);
        if (payloads.Find(NotifyType.Cookie) is { } cookie)
            return HandleCookie(cookie.Data, now);
        if (payloads.Has(NotifyType.TicketNack))
            return Refuse(new IkeFault(FaultKind.Rejected, Blame.None, "the gateway does not take the ticket"));
        if (payloads.FindError() is { } error)
            return Refuse(NotifyFaults.From(error));
        if (header.ResponderSpi == 0)
            return Ignore();
        context.InitTime = now - _lastSent;
        return ResumeResponse.TryRead(context, ticket, _request, header.ResponderSpi, message, payloads, out ResumeResponse? response, out IkeFault? wrong)
            ? response
            : Refuse(wrong);
    }

    private ResumeResponse? HandleCookie(ReadOnlyMemory<byte> cookie, Instant now)
    {
        if (!_request.TryPutIn(cookie))
            return Ignore();
        _sent = 0;
        Send(now);
        return null;
    }

    private ResumeResponse? Refuse(IkeFault fault)
    {
        Refusal ??= fault;
        return null;
    }

    private ResumeResponse? Ignore()
    {
        context.Counters.Unexpected++;
        return null;
    }
}
