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
    /// <summary>What was mapped for IKE_AUTH is mapped so long: no NAT forgets sooner.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

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
        bool isFirst = sa.Sa.SeenAs.IsEmpty;
        Core.Context.Emit(new NatMappingSeen(isFirst ? null : isSame, _askedAt));
        sa.Sa.SeenAs = seenAs.Data;
        SaWorker current = Core.Sas.Current;
        if (!isSame && !(isFirst && IsFresh(now)) && !current.HasTask<AddressUpdateTask>())
            current.EnqueueFirst(new AddressUpdateTask(Core));
        return TaskResult.Done;
    }

    /// <summary>The gateway sees us as it saw us in IKE_AUTH, since the session is young and nothing has gone wrong.</summary>
    private bool IsFresh(Instant now) => now - Core.Contact.Since <= Fresh;

    private bool WatchesNat(SaWorker sa) => Core.Mobike && sa.Sa.Nat.LocalIsBehindNat;
}
