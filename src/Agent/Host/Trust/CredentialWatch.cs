using Holdfast.Host.Loop;
using Holdfast.Ike.Login;
using Holdfast.Time;

namespace Holdfast.Host.Trust;

/// <summary>
/// Looks at the files of a credential before each attempt and every minute, and says what came of it; warns once a day of a
/// certificate that ends; and has a session that was authenticated by another certificate replaced.
/// </summary>
/// <param name="inUse">What the session that stands was authenticated by; null while none stands.</param>
/// <param name="renewed">The session that stands has another certificate than the next would have; called until it has not.</param>
/// <param name="changed">There is another one for the attempts to come.</param>
public sealed class CredentialWatch(
    OwnCredential own, WallClock clock, Log log, Func<Credential?> inUse, Action renewed, Action changed) : ITimed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    private string? _told;
    private Instant _tellAgain;

    public Instant NextDeadline { get; private set; } = own.Files.Count == 0 ? Instant.Never : new Instant(0);

    /// <summary>To be called before an attempt.</summary>
    public void Look(Instant now)
    {
        CredentialChange change = own.Refresh();
        if (change == CredentialChange.Refused)
            log.Warning($"{own.Problem}; what was read before is used on, until that is mended");
        else if (change == CredentialChange.Replaced)
            log.Info($"{string.Join(", ", own.Files)}: changed, and used from the next authentication on");
        WarnOfEnd(now);
        if (change == CredentialChange.Replaced)
            changed();
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now + Interval;
        Look(now);
        if (inUse() is { } used && OwnKey.HasOtherCertificate(used, own.Current))
            renewed();
    }

    private void WarnOfEnd(Instant now)
    {
        string? warning = OwnKey.Warning(own.Current, clock.Now);
        if (warning is not null && (warning != _told || now >= _tellAgain))
        {
            log.Warning($"{warning}; put a new one into its file, it is taken up without a restart");
            _tellAgain = now + WarningInterval;
        }

        _told = warning;
    }
}
