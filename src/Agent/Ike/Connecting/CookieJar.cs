using Holdfast.Time;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// Cookies that were asked for (RFC 7296 section 2.6), to be answered one after the other. Each waits a little: a genuine
/// response to the request without it may be in flight, and must be taken for the answer to that request. That also
/// bounds how often a forger makes us send.
/// </summary>
public sealed class CookieJar
{
    public const int MaximumLength = 64;
    private const int MaximumWaiting = 8;

    private readonly List<ReadOnlyMemory<byte>> _waiting = [];
    private Instant _next = Instant.Never;

    public Instant NextDeadline => _waiting.Count == 0 ? Instant.Never : _next;

    /// <summary>
    /// Keeps a cookie of 1 to 64 bytes; false for others, and for <paramref name="inUse"/>. What is asked for again is not
    /// the one-off of a flood and comes first; of a flood the earliest and the latest are kept.
    /// </summary>
    public bool TryAdd(ReadOnlyMemory<byte> cookie, ReadOnlyMemory<byte> inUse, TimeSpan patience, Instant now)
    {
        if (cookie.Length is < 1 or > MaximumLength || Same(cookie, inUse))
            return false;
        if (_waiting.Count == 0)
            _next = now + patience;
        bool isRepeated = _waiting.RemoveAll(w => Same(w, cookie)) > 0;
        if (_waiting.Count == MaximumWaiting)
            _waiting.RemoveAt(MaximumWaiting / 2);
        _waiting.Insert(isRepeated ? 0 : _waiting.Count, cookie);
        return true;
    }

    /// <summary>The cookie whose time has come; the next waits for <paramref name="patience"/> again.</summary>
    public bool TryTake(TimeSpan patience, Instant now, out ReadOnlyMemory<byte> cookie)
    {
        cookie = default;
        if (now < NextDeadline)
            return false;
        cookie = _waiting[0];
        _waiting.RemoveAt(0);
        _next = now + patience;
        return true;
    }

    /// <summary>Nothing is answered before <paramref name="until"/>.</summary>
    public void Postpone(Instant until)
    {
        if (_waiting.Count > 0 && _next < until)
            _next = until;
    }

    private static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);
}
