using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>A state with one IKE SA and one exchange of ours at a time.</summary>
public abstract class SaState(SessionContext context, IkeSa sa) : IkeState(context)
{
    private readonly SaChannel _channel = new(context, sa);

    public override Instant NextDeadline => Sa.Window.NextDeadline;

    protected IkeSa Sa { get; } = sa;

    public sealed override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (!Sa.Owns(header))
        {
            Context.Counters.ForeignSpi++;
            return this;
        }

        if (!Expects(header))
            return Ignore();
        ReceivedMessage received = _channel.Receive(header, message, now);
        return received.Kind switch
        {
            ReceivedKind.Response => HandleResponse(received.Payloads, received.Fault, now),
            ReceivedKind.Request => HandleRequest(header, received.Payloads, received.Fault, now),
            _ => this,
        };
    }

    public override IkeState HandleTimeout(Instant now) => _channel.HandleTimeout(now) ? HandleSilence(now) : this;

    /// <summary>Which exchanges the state takes part in; all else is ignored unread.</summary>
    protected abstract bool Expects(IkeHeader header);

    /// <summary>The answer to the request that waited, authenticated; the window is free again.</summary>
    protected abstract IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now);

    /// <summary>The peer's next request, authenticated. It must be answered.</summary>
    protected abstract IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now);

    /// <summary>The request was retransmitted to the end of the policy.</summary>
    protected abstract IkeState HandleSilence(Instant now);
}
