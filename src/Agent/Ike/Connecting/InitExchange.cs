using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Redirects;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// The IKE_SA_INIT exchange (RFC 7296 section 1.2) under one SPI: sends, repeats, answers demands for cookies and groups,
/// and hands out every full response, of which several may come, as nothing here is authenticated.
/// </summary>
public sealed class InitExchange(SessionContext context, ConnectAttempt attempt) : IDisposable
{
    private readonly InitRequests _requests = new(context);
    private readonly CookieJar _cookies = new();
    private Instant _resendAt = Instant.Never;
    private Instant _heldUntil;
    private Instant _lastSent;
    private int _sent;
    private int _sendings;

    public ulong Spi => _requests.Spi;

    public Instant NextDeadline => Instant.Earliest(_resendAt, _cookies.NextDeadline);

    public void Start(Instant now) => SendNew(now);

    /// <summary>Takes a message of any sender; a full response that fits is returned, all else is dealt with.</summary>
    public InitResponse? Handle(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header is not { ExchangeType: ExchangeType.IkeSaInit, IsResponse: true, FromInitiator: false, MessageId: 0 })
            return Ignore();
        if (header.InitiatorSpi != Spi)
        {
            context.Counters.ForeignSpi++;
            return null;
        }

        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> all, out _))
        {
            context.Counters.Malformed++;
            return null;
        }

        NoteAnswer(now);
        if (PayloadRules.Check(header.ExchangeType, true, all, out IReadOnlyList<Payload> payloads) is { } fault)
            return Refuse(fault, now);
        NotifyPayload? cookie = payloads.Find(NotifyType.Cookie);
        NotifyPayload? error = payloads.FindError();
        if (cookie is not null || error is not null)
            return HandleDemand(cookie, error, now);
        if (payloads.Find(NotifyType.Redirect) is { } redirect && !IsFull(payloads))
            return HandleRedirect(redirect, now);
        if (header.ResponderSpi == 0)
            return Ignore();
        context.InitTime = now - _lastSent;
        return InitResponse.TryRead(
            context, _requests, header.ResponderSpi, message, payloads, out InitResponse? response, out IkeFault? wrong)
            ? response
            : Refuse(wrong, now);
    }

    public void HandleTimeout(Instant now)
    {
        if (now >= attempt.GiveUpAt)
            _resendAt = Instant.Never;
        if (_cookies.TryTake(attempt.CookiePatience, now, out ReadOnlyMemory<byte> cookie))
        {
            context.Note(NoteLevel.Debug, "the gateway asks for a cookie");
            attempt.IsContested |= !_requests.Current.Cookie.IsEmpty;
            _requests.PutIn(cookie);
            SendNew(now);
        }
        else if (now >= _resendAt)
        {
            Resend(now);
        }
    }

    /// <summary>
    /// A full response came, and its IKE_AUTH is out: until then nothing is repeated, and no demand is met, which would
    /// only make the gateway begin a second time.
    /// </summary>
    public void Hold(Instant until)
    {
        _heldUntil = until;
        _resendAt = until;
        _cookies.Postpone(until);
    }

    /// <summary>Keeps an unauthenticated refusal; always null.</summary>
    public InitResponse? Refuse(IkeFault fault, Instant now)
    {
        if (attempt.Refusals.Result is null)
            context.Note(NoteLevel.Debug, $"unauthenticated refusal: {fault.Message}; waiting for a better answer");
        attempt.Refusals.Add(fault, _sendings, now);
        return null;
    }

    public void Dispose() => _requests.Dispose();

    /// <summary>What was to wait long for a gateway that is away waits no longer than for one that is there.</summary>
    private void NoteAnswer(Instant now)
    {
        if (!attempt.TryNoteAnswer(now))
            return;
        context.Emit(new GatewayAnswered());
        if (context.Settings.Unanswered is not null)
            (_sent, _resendAt) = (1, Instant.Earliest(_resendAt, now + attempt.WaitAfter(1, context, now)));
    }

    /// <summary>A demand may hold a cookie, a group, or both (RFC 7296 section 2.6.1).</summary>
    private InitResponse? HandleDemand(NotifyPayload? cookie, NotifyPayload? error, Instant now)
    {
        if (error is { NotifyType: NotifyType.InvalidKePayload })
            return HandleGroup(error, cookie, now);
        if (cookie is null)
            return Refuse(NotifyFaults.From(error!), now);
        if (now < _heldUntil || !_cookies.TryAdd(cookie.Data, _requests.Current.Cookie, attempt.CookiePatience, now))
            return Ignore();
        return null;
    }

    private InitResponse? HandleGroup(NotifyPayload error, NotifyPayload? cookie, Instant now)
    {
        if (error.Data.Length != 2 || cookie is { Data.Length: < 1 or > CookieJar.MaximumLength } || now < _heldUntil)
            return Ignore();
        var wanted = (KeyExchangeMethod)((error.Data.Span[0] << 8) | error.Data.Span[1]);
        if (!_requests.IsOffered(wanted))
            return Refuse(NotifyFaults.UselessGroup(wanted), now);
        KeyExchangeMethod before = _requests.Current.Group;
        if (_requests.TrySwitch(wanted, cookie?.Data ?? _requests.Current.Cookie))
        {
            context.Note(NoteLevel.Debug, $"the gateway asks for {SuiteNames.Of(wanted)} instead of {SuiteNames.Of(before)}");
            SendNew(now);
            return null;
        }

        attempt.Refusals.AddHint(NotifyFaults.UselessGroup(wanted));
        return Ignore();
    }

    private static bool IsFull(IReadOnlyList<Payload> payloads) =>
        payloads.OfType<SaPayload>().Any() && payloads.OfType<KePayload>().Any() && payloads.OfType<NoncePayload>().Any();

    /// <summary>Only who saw our request can send one; as that may be a forger, the genuine answer has a moment to come.</summary>
    private InitResponse? HandleRedirect(NotifyPayload redirect, Instant now)
    {
        if (Redirection.InClear(context.Settings, _requests.Nonce, redirect) is not { } elsewhere)
            return Ignore();
        if (elsewhere.Redirect is null)
            return Refuse(elsewhere, now);
        attempt.Refusals.AddRedirect(elsewhere, now);
        return null;
    }

    private void SendNew(Instant now)
    {
        _sent = 1;
        Emit(_requests.Current, now);
    }

    private void Resend(Instant now)
    {
        _sent++;
        context.Counters.Retransmitted++;
        foreach (InitRequest request in _requests.All)
            Emit(request, now);
    }

    private void Emit(InitRequest request, Instant now)
    {
        _sendings++;
        _lastSent = now;
        _resendAt = now + attempt.WaitAfter(_sent, context, now);
        context.Send(context.Settings.StartOnNatPort ? IkeTransport.Udp4500 : IkeTransport.Udp500, request.Message);
    }

    private InitResponse? Ignore()
    {
        context.Counters.Unexpected++;
        return null;
    }
}
