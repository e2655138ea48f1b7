using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Tells when a request of ours waits and the gateway has been silent for the detection time, and when it is heard again. On a slow
/// link the request has three round trips at least; where something unauthenticated hinted at its end, that much is enough.
/// </summary>
public sealed class SilenceWatch(SessionCore core) : Duty(core)
{
    private Instant _toldAt = new(0);
    private bool _isTold;

    /// <summary>From the first packet that nothing came back for, or, where none was sent, from the request on.</summary>
    public override Instant NextDeadline
    {
        get
        {
            ExchangeWindow window = Core.Sas.Current.Sa.Window;
            if (!window.IsBusy)
                return Instant.Never;
            Instant asked = Instant.Latest(window.PendingSince, _toldAt);
            Instant silent = Instant.Earliest(
                Instant.Latest(asked, Core.Contact.LastInbound), Instant.Latest(Core.Contact.UnansweredSince, _toldAt));
            Instant patient = asked + Core.Context.RoundTrip.Patience;
            Instant due = Instant.Latest(silent + Core.Settings.DetectionTime, patient);
            Instant hinted = Core.Contact.HintedSince;
            TimeSpan brief = Core.Context.RoundTrip.HintedPatience;
            return hinted == Instant.Never ? due : Instant.Earliest(due, Instant.Latest(asked, hinted) + brief);
        }
    }

    /// <summary>Told again for every detection time that the silence lasts: there may be more than one other way to try.</summary>
    public override void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
            return;
        (_toldAt, _isTold) = (now, true);
        Core.Contact.ForgetHint();
        Core.Context.Emit(new PathSuspect());
    }

    /// <summary>The gateway was heard.</summary>
    public void NoteHeard()
    {
        if (!_isTold)
            return;
        _isTold = false;
        Core.Context.Emit(new PathAlive());
    }
}
