using Holdfast.Ike.Actions;
using Holdfast.Ike.Sas;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Tells, once, when packets go out and none come back although the gateway answers IKE: control lives, data is dead. Where packets
/// never came back that means nothing, but where ESP is not in UDP: many networks let only the latter pass.
/// </summary>
public sealed class DataSilence(SessionCore core, Liveness liveness)
{
    /// <summary>For the session that takes its place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private bool _isTold;
    private bool _isClaimed;

    private TimeSpan Time => Instant.Longer(core.Settings.DetectionTime, core.Context.RoundTrip.Patience);

    /// <summary>The data path sent something, and the contact knows.</summary>
    public void NoteSent(Instant now)
    {
        Contact contact = core.Contact;
        bool isLong = contact.DataUnansweredSince != Instant.Never && now - contact.DataUnansweredSince >= Time;
        bool isAnswered = contact.LastAnswer >= contact.DataUnansweredSince && now - contact.LastAnswer <= Time;
        if (!_isTold && (contact.HasData || IsBare) && isLong && isAnswered)
            Tell(now);
    }

    public void NoteData() => (_isTold, _isClaimed) = (false, false);

    /// <summary>Something else than our counters says so. The gateway's answer, a recent one or that to a question now, confirms it.</summary>
    public void Claim(Instant now)
    {
        if (now - core.Contact.LastAnswer <= core.Settings.DetectionTime)
        {
            Tell(now);
            return;
        }

        _isClaimed = true;
        liveness.Ask();
    }

    /// <summary>The gateway answered a request of ours.</summary>
    public void NoteAnswer(Instant now)
    {
        if (_isClaimed)
            Tell(now);
    }

    private bool IsBare => core.Sas.Current.Sa.Nat.IsBareEsp;

    private void Tell(Instant now)
    {
        (_isTold, _isClaimed) = (true, false);
        if (!core.Contact.HasData && IsBare)
            LeaveBare(now);
        else
            core.Context.Emit(new DataPathSuspect());
    }

    /// <summary>New Child SAs would be of the same kind. A login makes others, and what it gives to come back with is not taken.</summary>
    private void LeaveBare(Instant now)
    {
        core.Context.Emit(new ResumptionUseless());
        core.RequestReplacement(now + Patience, "nothing comes back by ESP without UDP");
    }
}
