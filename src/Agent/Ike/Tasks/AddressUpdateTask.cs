using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// UPDATE_SA_ADDRESSES (RFC 4555 section 3.5): tells the gateway where we are now, by the source of this very request. COOKIE2
/// shows that the answer is no old one (section 3.7).
/// </summary>
public sealed class AddressUpdateTask(SessionCore core) : ExchangeTask(core)
{
    /// <summary>UNEXPECTED_NAT_DETECTED may come from one packet that somebody changed on the way (RFC 4555 section 3.9).</summary>
    private const int NatTries = 5;

    private byte[] _cookie = [];
    private int _natsSeen;
    private IkePath? _sentFrom;

    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now)
    {
        _sentFrom = Core.Context.Path;
        _cookie = Core.Context.RandomBytes(16);
        List<Payload> payloads =
        [
            Notifications.Of(NotifyType.UpdateSaAddresses),
            .. NatDetection.Build(sa.Sa.InitiatorSpi, sa.Sa.ResponderSpi, _sentFrom, Core.Settings.ForceEncapsulation),
            Notifications.Of(NotifyType.Cookie2, _cookie),
        ];
        if (Core.Settings.ForbidNat)
            payloads.Add(NatDetection.NoNatsAllowed(_sentFrom, sa.Sa.Transport));
        return payloads;
    }

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (!Core.Context.Path.Equals(_sentFrom))
            return TaskResult.Again;
        if (payloads.Find(NotifyType.Cookie2) is not { } cookie || !cookie.Data.Span.SequenceEqual(_cookie))
            End(IkeFault.Violation("the gateway's COOKIE2 is not the one that was sent"));
        else if (payloads.Has(NotifyType.UnexpectedNatDetected) && ++_natsSeen < NatTries)
            return TaskResult.Again;
        else if (payloads.FindError() is { } error)
            Refused(error);
        else
            Take(sa, payloads, now);
        return TaskResult.Done;
    }

    private void Take(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (NatDetection.TryRead(payloads, sa.Sa.InitiatorSpi, sa.Sa.ResponderSpi, Core.Context.Path, out NatStatus nat))
            sa.Sa.Nat = nat;
        Core.Context.Note(NoteLevel.Info, $"the gateway follows us to {Core.Context.Path.Local}");
        Core.ReportChange();
        Core.Children.HandleMoved(now);
    }

    /// <summary>A path that the gateway does not take is as good as none: a session of its own may find another way.</summary>
    private void Refused(NotifyPayload error) => End(error.NotifyType switch
    {
        NotifyType.UnacceptableAddresses => new IkeFault(
            FaultKind.Rejected, Blame.Gateway, "the gateway does not accept the new address (UNACCEPTABLE_ADDRESSES)"),
        NotifyType.UnexpectedNatDetected => new IkeFault(
            FaultKind.Rejected, Blame.Network, "there is a NAT in the path, which \"forbidNat\" excludes (UNEXPECTED_NAT_DETECTED)"),
        _ => NotifyFaults.From(error),
    });

    private void End(IkeFault fault) => Core.End(fault, tellPeer: true);
}
