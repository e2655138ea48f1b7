using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// The last INFORMATIONAL goes out, a Delete of the IKE SA or the reason why it can't stand; the session ends with its
/// answer, or without one soon after.
/// </summary>
public sealed class ClosingState(SessionContext context, IkeSa sa, IReadOnlyList<Payload> last, IkeFault fault)
    : SaState(context, sa)
{
    private Instant _end = Instant.Never;
    private bool _isSent;

    public override Instant NextDeadline => Instant.Earliest(base.NextDeadline, _end);

    /// <summary>
    /// With a window of one the gateway does not look at the last word before it has answered what waits; that has a moment for it.
    /// </summary>
    public override void Enter(Instant now)
    {
        _end = now + RetransmitPolicy.Closing.GiveUpAfter;
        if (!Sa.Window.IsBusy)
            SendLast(now);
    }

    public override IkeState HandleTimeout(Instant now) => now >= _end ? Closed() : base.HandleTimeout(now);

    public override IkeState Close(Instant now) => this;

    protected override bool Expects(IkeHeader header) => header.ExchangeType is ExchangeType.Informational or ExchangeType.CreateChildSa;

    protected override IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? ignored, Instant now)
    {
        if (_isSent)
            return Closed();
        SendLast(now);
        return this;
    }

    /// <summary>Both sides delete at once: the gateway's Delete is answered, and that is the end as well.</summary>
    protected override IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? ignored, Instant now)
    {
        bool isCreate = header.ExchangeType == ExchangeType.CreateChildSa;
        Sa.SendResponse(header, isCreate ? [Notifications.Of(NotifyType.TemporaryFailure)] : []);
        return payloads.OfType<DeletePayload>().Any(d => d.Protocol == ProtocolId.Ike) ? Closed() : this;
    }

    protected override IkeState HandleSilence(Instant now) => Closed();

    private void SendLast(Instant now)
    {
        _isSent = true;
        Sa.Window.SwitchTo(RetransmitPolicy.Closing);
        Sa.SendRequest(ExchangeType.Informational, last, now);
    }

    private ClosedState Closed() => new(Context, Sa, fault);
}
