using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// The last INFORMATIONAL is out, a Delete of the IKE SA or the reason why it can't stand; the session ends with its
/// answer, or without one soon after.
/// </summary>
public sealed class ClosingState(SessionContext context, IkeSa sa, IReadOnlyList<Payload> last, IkeFault fault)
    : SaState(context, sa)
{
    public override void Enter(Instant now)
    {
        Sa.Window.SwitchTo(RetransmitPolicy.Closing);
        Sa.SendRequest(ExchangeType.Informational, last, now);
    }

    public override IkeState Close(Instant now) => this;

    protected override bool Expects(IkeHeader header) => header.ExchangeType == ExchangeType.Informational;

    protected override IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? ignored, Instant now) => Closed();

    /// <summary>Both sides delete at once: the gateway's Delete is answered, and that is the end as well.</summary>
    protected override IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? ignored, Instant now)
    {
        Sa.SendResponse(header, []);
        return payloads.OfType<DeletePayload>().Any(d => d.Protocol == ProtocolId.Ike) ? Closed() : this;
    }

    protected override IkeState HandleSilence(Instant now) => Closed();

    private ClosedState Closed() => new(Context, Sa, fault);
}
