using Holdfast.Time;

namespace Holdfast.Host.Links;

/// <summary>When something on the Internet may be asked: not for a short silence, and not again and again.</summary>
public sealed class CheckPace
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private Instant _next = new(0);

    /// <summary>It may be asked now; the next time is an interval away.</summary>
    /// <param name="silentSince">Since when no gateway has answered.</param>
    public bool TryBegin(Instant silentSince, Instant now)
    {
        if (now < _next || now < silentSince + Silence)
            return false;
        _next = now + Interval;
        return true;
    }
}
