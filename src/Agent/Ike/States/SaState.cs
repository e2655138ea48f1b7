using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// A state with an IKE SA: looks only at messages of that SA, matches responses with the window, and retransmits.
/// </summary>
public abstract class SaState(SessionContext context, IkeSa sa) : IkeState(context)
{
    public override Instant NextDeadline => Sa.Window.NextDeadline;

    protected IkeSa Sa { get; } = sa;

    public sealed override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.InitiatorSpi != Sa.InitiatorSpi || header.ResponderSpi != Sa.ResponderSpi)
        {
            Context.Counters.ForeignSpi++;
            return this;
        }

        bool fits = !header.FromInitiator && Expects(header) && (!header.IsResponse || Sa.Window.Answers(header.MessageId));
        if (!fits)
            return Ignore();
        if (!Sa.TryOpen(header, message, out IReadOnlyList<Payload> payloads, out IkeFault? fault))
            return this;
        return header.IsResponse
            ? Complete(payloads, fault, now)
            : HandleInOrder(header, payloads, fault, now);
    }

    public override IkeState HandleTimeout(Instant now)
    {
        switch (Sa.Window.HandleTimeout(now))
        {
            case WindowTimeout.Retransmit:
                Context.Counters.Retransmitted++;
                Context.Emit(new Send(Sa.Transport, Sa.Window.PendingRequest));
                return this;
            case WindowTimeout.GiveUp:
                return HandleSilence(now);
            default:
                return this;
        }
    }

    /// <summary>Which exchanges the state takes part in; all else is ignored unread.</summary>
    protected abstract bool Expects(IkeHeader header);

    /// <summary>The answer to the request that waited, authenticated; the window is free again.</summary>
    protected abstract IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now);

    /// <summary>The peer's next request, authenticated. It must be answered.</summary>
    protected abstract IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now);

    /// <summary>The request was retransmitted to the end of the policy.</summary>
    protected abstract IkeState HandleSilence(Instant now);

    private IkeState Complete(IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now)
    {
        Sa.Window.Complete();
        NoteInboundTraffic(now);
        return HandleResponse(payloads, fault, now);
    }

    private IkeState HandleInOrder(IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now)
    {
        switch (Sa.Window.Classify(header.MessageId))
        {
            case RequestOrder.Next:
                // Only what is new is a sign of life: anyone can repeat an old message.
                NoteInboundTraffic(now);
                return HandleRequest(header, payloads, fault, now);
            case RequestOrder.Repeated:
                Context.Counters.Repeated++;
                Context.Emit(new Send(Sa.Transport, Sa.Window.LastResponse));
                return this;
            default:
                return Ignore();
        }
    }
}
