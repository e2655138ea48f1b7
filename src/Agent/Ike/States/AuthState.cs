using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// IKE_AUTH, or IKE_INTERMEDIATE before it (RFC 9242), is out on one candidate or more: whoever answered IKE_SA_INIT has yet to prove to be the
/// gateway. The first that does wins; further responses to IKE_SA_INIT make further candidates until then.
/// </summary>
public sealed class AuthState(SessionContext context, ConnectAttempt attempt, InitExchange init, AuthCandidate first)
    : IkeState(context)
{
    /// <summary>A gateway that is there has answered IKE_AUTH by then; else its IKE_SA_INIT response may yet come.</summary>
    private static readonly TimeSpan InitHold = TimeSpan.FromSeconds(2);

    private readonly CandidateSet _candidates = new(context, init);
    private Instant _restartAt = Instant.Never;

    public override Instant NextDeadline
    {
        get
        {
            Instant next = Instant.Earliest(init.NextDeadline, _candidates.NextDeadline);
            if (!_candidates.IsPending)
                next = Instant.Earliest(next, attempt.EndsAt);
            return attempt.MayRestartAt(RestartAt) ? Instant.Earliest(next, RestartAt) : next;
        }
    }

    private IkeFault? Elsewhere => attempt.Refusals.Redirect;

    private Instant RestartAt => Instant.Earliest(_restartAt, _candidates.CrowdedAt);

    public override void Enter(Instant now)
    {
        init.Hold(now + InitHold);
        _candidates.Start(first, now);
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (init.Handle(header, message, now) is { } response)
                _candidates.Add(response, now);
            return this;
        }

        IReadOnlyList<AuthCandidate> owners = _candidates.FindAll(header);
        if (owners.Count == 0)
            Context.Counters.ForeignSpi++;
        foreach (AuthCandidate candidate in owners)
        {
            bool wasPending = candidate.IsPending;
            AuthOutcome? outcome = candidate.Receive(header, message, now);
            if (outcome is not null || (wasPending && candidate.Fault is not null))
                return Follow(candidate, outcome, now);
        }

        return this;
    }

    public override IkeState HandleVerdict(long token, IkeFault? fault, Instant now) =>
        _candidates.FindWaiting(token) is { } candidate ? Follow(candidate, candidate.HandleVerdict(fault, now), now) : this;

    public override IkeState HandleTimeout(Instant now)
    {
        init.HandleTimeout(now);
        _candidates.HandleTimeout(now);
        if (now >= RestartAt && attempt.TryRestart(now))
            return Restart();
        return !_candidates.IsPending && now >= attempt.EndsAt ? End(Elsewhere is null ? _candidates.Failed.FirstOrDefault() : null) : this;
    }

    public override IkeState Close(Instant now) => Closed(new IkeFault(FaultKind.Stopped, Blame.None, "stopped while connecting"));

    private IkeState Follow(AuthCandidate candidate, AuthOutcome? outcome, Instant now) => (outcome, candidate.Fault) switch
    {
        ({ } proven, _) => Win(candidate, proven, now),
        _ when candidate.IsFinal => End(candidate),
        (_, { } fault) => HandleFailure(fault, now),
        _ => this,
    };

    private EstablishedState Win(AuthCandidate candidate, AuthOutcome outcome, Instant now)
    {
        _candidates.DisposeOthers(candidate);
        init.Dispose();
        return new EstablishedState(Context, candidate.Sa, outcome, now);
    }

    /// <summary>
    /// A fault under keys that a forger may have made: the others have their turn, and the fault stands only after a grace.
    /// </summary>
    private IkeState HandleFailure(IkeFault fault, Instant now)
    {
        attempt.Refusals.AddProtected(fault, now);
        _candidates.StartNext(now);
        if (!_candidates.Failed.Any(c => c.MayBeMistaken))
            return this;
        _restartAt = Instant.Earliest(_restartAt, now + Refusals.Grace);
        return !_candidates.IsPending && attempt.TryRestart(now) ? Restart() : this;
    }

    /// <summary>Anew with another SPI and nonce, which nothing that was forged or mistaken so far fits.</summary>
    private InitState Restart()
    {
        Context.Note(Actions.NoteLevel.Info, "the answers so far lead nowhere; starting anew");
        _candidates.Dispose();
        init.Dispose();
        return new InitState(Context, attempt);
    }

    private IkeState End(AuthCandidate? failed)
    {
        if (failed is not { IsTold: true, Fault: { } told })
            return Closed(failed?.Fault ?? Elsewhere ?? Silence() ?? attempt.Refusals.Result!);
        _candidates.DisposeOthers(failed);
        init.Dispose();
        bool stands = told.Kind is FaultKind.Redirected or FaultKind.RedirectRefused; // there, and is not needed
        return new ClosingState(
            Context, failed.Sa, [stands ? new DeletePayload(ProtocolId.Ike, []) : Notifications.Of(told.Notify ?? NotifyType.AuthenticationFailed)], told);
    }

    private IkeFault? Silence() => _candidates.Silent switch
    {
        null => null,
        ExchangeType.IkeIntermediate => new IkeFault(
            FaultKind.Unreachable, Blame.Network,
            "no answer to IKE_INTERMEDIATE, although IKE_SA_INIT was answered"),
        _ => new IkeFault(FaultKind.Unreachable, Blame.Network, "no answer to IKE_AUTH, although IKE_SA_INIT was answered"),
    };

    /// <summary>Nothing stands at the gateway, so nothing has to be said.</summary>
    private ClosedState Closed(IkeFault fault)
    {
        _candidates.Dispose();
        init.Dispose();
        return new ClosedState(Context, null, fault);
    }
}
