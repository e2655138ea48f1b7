using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// An INFORMATIONAL request that asks for nothing: any authentic answer proves that the gateway lives (RFC 7296 section 2.4). Behind a
/// NAT it also asks how the gateway sees us: with MOBIKE it does not follow a new mapping of the NAT by itself, so it has to be told
/// of one (RFC 4555 section 3.8).
/// </summary>
public sealed class LivenessTask(SessionCore core) : ExchangeTask(core)
{
    private Instant _askedAt;

    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now)
    {
        _askedAt = now;
        return WatchesNat(sa)
            ? NatDetection.Build(sa.Sa.InitiatorSpi, sa.Sa.ResponderSpi, Core.Context.Path, Core.Settings.ForceEncapsulation)
            : [];
    }

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (!WatchesNat(sa) || payloads.Find(NotifyType.NatDetectionDestinationIp) is not { } seenAs)
            return TaskResult.Done;
        bool isSame = seenAs.Data.Span.SequenceEqual(sa.Sa.SeenAs.Span);
        Core.Context.Emit(new NatMappingSeen(sa.Sa.SeenAs.IsEmpty ? null : isSame, _askedAt));
        sa.Sa.SeenAs = seenAs.Data;
        SaWorker current = Core.Sas.Current;
        if (!isSame && !current.HasTask<AddressUpdateTask>())
            current.EnqueueFirst(new AddressUpdateTask(Core));
        return TaskResult.Done;
    }

    private bool WatchesNat(SaWorker sa) => Core.Mobike && sa.Sa.Nat.LocalIsBehindNat;
}
