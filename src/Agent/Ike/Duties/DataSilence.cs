using Holdfast.Ike.Actions;
using Holdfast.Ike.Sas;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Tells, once, when packets go out and none come back although the gateway answers IKE: control lives, data is dead. Where packets
/// never came back that means nothing.
/// </summary>
public sealed class DataSilence(SessionCore core, Liveness liveness)
{
    private bool _isTold;
    private bool _isClaimed;

    private TimeSpan Time => Instant.Longer(core.Settings.DetectionTime, core.Context.RoundTrip.Patience);

    /// <summary>The data path sent something, and the contact knows.</summary>
    public void NoteSent(Instant now)
    {
        Contact contact = core.Contact;
        bool isLong = contact.DataUnansweredSince != Instant.Never && now - contact.DataUnansweredSince >= Time;
        bool isAnswered = contact.LastAnswer >= contact.DataUnansweredSince && now - contact.LastAnswer <= Time;
        if (!_isTold && contact.HasData && isLong && isAnswered)
            Tell();
    }

    public void NoteData() => (_isTold, _isClaimed) = (false, false);

    /// <summary>Something else than our counters says so. The gateway's answer, a recent one or that to a question now, confirms it.</summary>
    public void Claim(Instant now)
    {
        if (now - core.Contact.LastAnswer <= core.Settings.DetectionTime)
        {
            Tell();
            return;
        }

        _isClaimed = true;
        liveness.Ask();
    }

    /// <summary>The gateway answered a request of ours.</summary>
    public void NoteAnswer()
    {
        if (_isClaimed)
            Tell();
    }

    private void Tell()
    {
        (_isTold, _isClaimed) = (true, false);
        core.Context.Emit(new DataPathSuspect());
    }
}
