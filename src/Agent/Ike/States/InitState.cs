using Holdfast.Ike.Connecting;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// IKE_SA_INIT is out (RFC 7296 section 1.2) and has no full response yet. No answer here is authenticated, so none ends
/// the attempt at once.
/// </summary>
public sealed class InitState(SessionContext context, ConnectAttempt attempt) : IkeState(context)
{
    private readonly InitExchange _init = new(context, attempt);

    public InitState(SessionContext context)
        : this(context, new ConnectAttempt(context.Settings.Connecting, context.Settings.Unanswered ?? context.Settings.Connecting))
    {
    }

    public override Instant NextDeadline => Instant.Earliest(_init.NextDeadline, attempt.EndsAt);

    public override void Enter(Instant now)
    {
        attempt.Begin(now);
        _init.Start(now);
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (_init.Handle(header, message, now) is not { } response)
            return this;
        if (AuthCandidate.TryCreate(Context, _init.Spi, response, out IkeFault? fault) is { } candidate)
            return new AuthState(Context, attempt, _init, candidate);
        _init.Refuse(fault!, now);
        return this;
    }

    public override IkeState HandleTimeout(Instant now)
    {
        _init.HandleTimeout(now);
        return now < attempt.EndsAt
            ? this
            : End(attempt.Refusals.Result ?? new IkeFault(FaultKind.Unreachable, Blame.Network, "no answer to IKE_SA_INIT"));
    }

    public override IkeState Close(Instant now) => End(new IkeFault(FaultKind.Stopped, Blame.None, "stopped while connecting"));

    private ClosedState End(IkeFault fault)
    {
        _init.Dispose();
        return new ClosedState(Context, null, fault);
    }
}
