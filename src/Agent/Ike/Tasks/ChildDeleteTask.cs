using Holdfast.Ike.Children;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>Deletes a Child SA at the gateway (RFC 7296 section 1.4.1). What is under way to us is still accepted for a moment.</summary>
public sealed class ChildDeleteTask(SessionCore core, ChildSa child) : ExchangeTask(core)
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override bool ConcernsChild => true;

    public override IReadOnlyList<Payload>? Build(SaWorker sa, Instant now)
    {
        if (child.State == ChildState.Draining || Core.Children.FindInbound(child.InboundSpi) != child)
            return null;
        child.State = ChildState.Deleting;
        Core.Children.StopSending(child);
        return [new DeletePayload(ProtocolId.Esp, [child.InboundSpi])];
    }

    /// <summary>Whatever the answer says: for us it is gone.</summary>
    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (child.State == ChildState.Deleting)
            Core.Children.Drain(child, now);
        return TaskResult.Done;
    }

    public override void ProcessFault(SaWorker sa, IkeFault fault, Instant now) => Process(sa, [], now);
}
