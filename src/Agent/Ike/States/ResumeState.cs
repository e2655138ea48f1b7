using Holdfast.Ike.Actions;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Login;
using Holdfast.Ike.Resumption;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// IKE_SESSION_RESUME is out (RFC 5723 section 4.3), and after it IKE_AUTH on each response that makes keys; the first that the gateway
/// proves wins. What the gateway refuses is followed by the full exchange at once. Silence is followed by it too, but beside: a gateway
/// that comes back is asked for both, and for what is shorter first.
/// </summary>
public sealed class ResumeState(SessionContext context, ConnectAttempt attempt, ResumptionTicket ticket) : IkeState(context)
{
    /// <summary>A gateway that knows nothing of tickets is silent, and one that is there has answered by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For the rest of one that has answered: busy with all those who come back it may take seconds, and a forged answer is to cost no more.
    /// </summary>
    private static readonly TimeSpan AuthPatience = TimeSpan.FromSeconds(6);

    /// <summary>The answer to the ticket has so long before the full request follows, where both are sent.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(400);

    /// <summary>More are no gateway's, but a flood.</summary>
    private const int MaximumCandidates = 4;

    private readonly ResumeExchange _resume = new(context, attempt, ticket);
    private readonly List<ResumeCandidate> _candidates = [];
    private InitExchange? _full;
    private InitResponse? _held;
    private bool _isOutage;
    private Instant _fullAt = Instant.Never;

    public ResumeState(SessionContext context, ResumptionTicket ticket)
        : this(context, new ConnectAttempt(context.Settings.Connecting, context.Settings.Unanswered ?? context.Settings.Connecting), ticket)
    {
    }

    public override Instant NextDeadline
    {
        get
        {
            Instant next = Instant.Earliest(_fullAt, Instant.Earliest(_resume.NextDeadline, attempt.EndsAt));
            if (_full is { } full && _fullAt == Instant.Never)
                next = Instant.Earliest(next, full.NextDeadline);
            foreach (ResumeCandidate candidate in _candidates)
                next = Instant.Earliest(next, candidate.NextDeadline);
            return next;
        }
    }

    public override void Enter(Instant now)
    {
        attempt.Begin(now);
        _fullAt = now + Patience;
        Context.Note(NoteLevel.Debug, "coming back by a ticket");
        _resume.Send(now);
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.ExchangeType == ExchangeType.IkeSaInit && _full is { } full)
            return HandleFull(full, header, message, now);
        if (header.InitiatorSpi != _resume.Spi)
        {
            Context.Counters.ForeignSpi++;
            return this;
        }

        if (header.ExchangeType == ExchangeType.IkeSessionResume)
            return HandleResponse(header, message, now);
        foreach (ResumeCandidate candidate in _candidates.FindAll(c => c.Sa.Owns(header)))
        {
            if (candidate.Receive(header, message, now) is { } step)
                return Follow(candidate, step, now);
        }

        return this;
    }

    public override IkeState HandleTimeout(Instant now)
    {
        foreach (ResumeCandidate candidate in _candidates)
            candidate.HandleTimeout(now);
        if (now >= _resume.NextDeadline)
            _resume.Send(now);
        if (now >= _fullAt && _held is { } held)
            return FollowFull(_full!, held, now);
        if (now >= _fullAt)
            StartOrRepeatFull(now);
        else if (_full is { } full && _fullAt == Instant.Never && now >= full.NextDeadline)
            BeginRound(now);
        return now < attempt.EndsAt
            ? this
            : End(attempt.Refusals.Result ?? new IkeFault(FaultKind.Unreachable, Blame.Network, "no answer to IKE_SESSION_RESUME and IKE_SA_INIT"));
    }

    public override IkeState Close(Instant now) => End(new IkeFault(FaultKind.Stopped, Blame.None, "stopped while connecting"));

    private IkeState HandleResponse(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        ResumeResponse? response = _resume.Handle(header, message, now);
        if (_resume.Refusal is { } refusal && _candidates.Count == 0)
            return Full(refusal);
        bool isNew = response is not null && _candidates.Count < MaximumCandidates
            && !_candidates.Exists(c => c.Response.IsSameAs(response));
        if (!isNew)
            return this;
        ResumeCandidate candidate = new(Context, _resume.Spi, response!, ticket);
        _candidates.Add(candidate);
        _resume.Rest();
        _fullAt = now + Instant.Longer(AuthPatience, Context.InitTime * 3);
        candidate.Start(now);
        return this;
    }

    private IkeState Follow(ResumeCandidate candidate, LoginStep step, Instant now)
    {
        if (step.Outcome is not { } outcome)
            return Full(step.Fault!);
        _candidates.Remove(candidate);
        Release();
        if (candidate.Sa.Nat.IsBareEsp)
            Context.Note(NoteLevel.Info, "the session is resumed without NAT detection, which this gateway does not do then: ESP goes without UDP");
        return new EstablishedState(Context, candidate.Sa, outcome, now);
    }

    private IkeState HandleFull(InitExchange full, IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (full.Handle(header, message, now) is not { } response || _held is not null)
            return this;
        bool mayResume = _candidates.Count > 0 ? _fullAt != Instant.Never : _isOutage;
        if (!mayResume)
            return FollowFull(full, response, now);
        _held = response;
        full.Hold(now + AuthPatience);
        // It is back, and what was sent to the ticket last may have been lost before.
        if (_candidates.Count == 0)
            SendAhead(now, Instant.Longer(Lead, Context.InitTime * 2));
        return this;
    }

    private IkeState FollowFull(InitExchange full, InitResponse response, Instant now)
    {
        if (AuthCandidate.TryCreate(Context, full.Spi, response, out IkeFault? fault) is not { } candidate)
        {
            (_held, _fullAt) = (null, Instant.Never);
            full.Refuse(fault!, now);
            return this;
        }

        Context.Note(NoteLevel.Info, "the gateway does not answer to the ticket; logging in anew");
        _full = null;
        Release();
        return new AuthState(Context, attempt, full, candidate);
    }

    /// <summary>The time of the full exchange has come: to begin it, or to send it again behind what was sent to the ticket.</summary>
    private void StartOrRepeatFull(Instant now)
    {
        _fullAt = Instant.Never;
        _resume.Rest();
        if (_full is { } full)
        {
            full.HandleTimeout(now);
            return;
        }

        _full = new InitExchange(Context, attempt);
        _full.Start(now);
    }

    /// <summary>Both once more, the ticket first, as long as it has no answer.</summary>
    private void BeginRound(Instant now)
    {
        _isOutage = true;
        if (_candidates.Count > 0)
        {
            _full!.HandleTimeout(now);
            return;
        }

        SendAhead(now, Lead);
    }

    private void SendAhead(Instant now, TimeSpan lead)
    {
        _resume.Send(now);
        _resume.Rest();
        _fullAt = now + lead;
    }

    private InitState Full(IkeFault why)
    {
        if (why.Kind == FaultKind.Unsupported)
            Context.Emit(new ResumptionUseless());
        Context.Note(NoteLevel.Info, $"the session is not resumed: {why.Message}; logging in anew");
        Release();
        return new InitState(Context, attempt);
    }

    private ClosedState End(IkeFault fault)
    {
        Release();
        return new ClosedState(Context, null, fault);
    }

    private void Release()
    {
        foreach (ResumeCandidate candidate in _candidates)
            candidate.Dispose();
        _candidates.Clear();
        _full?.Dispose();
        ticket.Dispose();
    }
}
