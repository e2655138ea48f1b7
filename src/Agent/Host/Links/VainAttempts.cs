using Holdfast.Time;

namespace Holdfast.Host.Links;

/// <summary>What follows from attempts that nobody answered: one line on why, when that is another than before, and the next uplink.</summary>
public sealed class VainAttempts(HostContext host) : IDisposable
{
    private Instant? _since;
    private NetworkVerdict? _told;

    /// <summary>Nobody has answered for a while, or the gateway's name has no address.</summary>
    public void Handle(Instant now)
    {
        _since ??= now;
        host.Examination.Diagnose(new SilenceEvidence(_since.Value, false, false, false), Conclude);
    }

    /// <summary>The gateway has answered, or answers again.</summary>
    public void Forget()
    {
        (_since, _told) = (null, null);
        host.Examination.Forget();
    }

    public void Dispose() => host.Examination.Dispose();

    /// <summary>An uplink that another connection's session stands on is well: the gateway is not.</summary>
    private void Conclude(Diagnosis diagnosis)
    {
        if (_since is null)
            return;
        if (_told != diagnosis.Verdict)
            host.Log.Warning(diagnosis.Text);
        _told = diagnosis.Verdict;
        if (diagnosis.Verdict != NetworkVerdict.NoUplink && !host.Uplinks.IsAnyConnected())
            host.Uplinks.TryNext("nobody answers");
    }
}
