using Holdfast.Time;

namespace Holdfast.Host.Links;

/// <summary>
/// When the preferred uplink is tried again that was left: a try costs the time until its silence is noticed, so each that is
/// in vain doubles the wait.
/// </summary>
public sealed class ReturnPace
{
    public static readonly TimeSpan First = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Cap = TimeSpan.FromHours(4);

    /// <summary>An uplink that was in use for that long was well.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromHours(1);

    private TimeSpan _wait;
    private Instant _returned = new(0);

    /// <returns>When to try it again.</returns>
    public Instant HandleLeft(Instant now)
    {
        bool wasWell = _wait == TimeSpan.Zero || now >= _returned + Proof;
        _wait = wasWell ? First : _wait * 2 < Cap ? _wait * 2 : Cap;
        return now + _wait;
    }

    /// <summary>It is in use again.</summary>
    public void HandleReturned(Instant now) => _returned = now;
}
