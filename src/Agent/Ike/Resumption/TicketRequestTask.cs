using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>Asks for a ticket while the session stands (RFC 5723 section 4.1). A gateway that has none says so, or nothing.</summary>
public sealed class TicketRequestTask(SessionCore core, TicketKeeper keeper) : ExchangeTask(core)
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now) => [Notifications.Of(NotifyType.TicketRequest)];

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        keeper.Take(sa.Sa, payloads, now);
        return TaskResult.Done;
    }
}
