using Holdfast.Ike.Answers;
using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// The last INFORMATIONAL goes out, a Delete of the IKE SA or the reason why it can't stand; the session ends with its
/// answer, or without one soon after.
/// </summary>
public sealed class ClosingState(SessionContext context, IkeSa sa, IReadOnlyList<Payload> last, IkeFault fault)
    : IkeState(context)
{
    private readonly SaChannel _channel = new(context, sa);
    private Instant _end = Instant.Never;
    private bool _isSent;

    public override Instant NextDeadline => Instant.Earliest(sa.Window.NextDeadline, _end);

    /// <summary>
    /// With a window of one the gateway does not look at the last word before it has answered what waits; that has a moment for it.
    /// </summary>
    public override void Enter(Instant now)
    {
        _end = now + RetransmitPolicy.Closing.GiveUpAfter;
        if (!sa.Window.IsBusy)
            SendLast(now);
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (!sa.Owns(header))
        {
            Context.Counters.ForeignSpi++;
            return this;
        }

        if (header.ExchangeType is not (ExchangeType.Informational or ExchangeType.CreateChildSa))
            return Ignore();
        ReceivedMessage received = _channel.Receive(header, message, now);
        return received.Kind switch
        {
            ReceivedKind.Response => HandleResponse(now),
            ReceivedKind.Request => HandleRequest(header, received.Payloads),
            _ => this,
        };
    }

    public override IkeState HandleTimeout(Instant now) =>
        now >= _end || _channel.HandleTimeout(now) ? Closed() : this;

    public override IkeState Close(Instant now) => this;

    private IkeState HandleResponse(Instant now)
    {
        if (_isSent)
            return Closed();
        SendLast(now);
        return this;
    }

    /// <summary>Both sides delete at once: the gateway's Delete is answered, and that is the end as well.</summary>
    private IkeState HandleRequest(IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        bool isCreate = header.ExchangeType == ExchangeType.CreateChildSa;
        sa.SendResponse(header, isCreate ? [Notifications.Of(NotifyType.TemporaryFailure)] : []);
        return InformationalAnswer.DeletesIkeSa(payloads) ? Closed() : this;
    }

    private void SendLast(Instant now)
    {
        _isSent = true;
        sa.Window.SwitchTo(RetransmitPolicy.Closing);
        sa.SendRequest(ExchangeType.Informational, last, now);
    }

    private ClosedState Closed() => new(Context, sa, fault);
}
