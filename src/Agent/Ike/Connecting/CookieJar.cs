using Holdfast.Time;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// Cookies that were asked for (RFC 7296 section 2.6), to be answered one after the other. Each waits a little: a genuine
/// response to the request without it may be in flight, and must be taken for the answer to that request.
/// </summary>
public sealed class CookieJar
{
    public const int MaximumLength = 64;
    private const int MaximumWaiting = 8;
    private const int MaximumAnswered = 32;

    private readonly List<ReadOnlyMemory<byte>> _waiting = [];
    private readonly List<ReadOnlyMemory<byte>> _answered = [];
    private Instant _next = Instant.Never;

    public Instant NextDeadline => _waiting.Count == 0 ? Instant.Never : _next;

    /// <summary>
    /// Keeps a cookie of 1 to 64 bytes that is not known yet; false for all others. In a flood, the earliest and the latest
    /// are kept.
    /// </summary>
    public bool TryAdd(ReadOnlyMemory<byte> cookie, TimeSpan patience, Instant now)
    {
        if (cookie.Length is < 1 or > MaximumLength || Contains(_waiting, cookie) || Contains(_answered, cookie))
            return false;
        if (_answered.Count + _waiting.Count >= MaximumAnswered)
            return false;
        if (_waiting.Count == 0)
            _next = now + patience;
        if (_waiting.Count == MaximumWaiting)
            _waiting.RemoveAt(MaximumWaiting / 2);
        _waiting.Add(cookie);
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
        _answered.Add(cookie);
        _next = now + patience;
        return true;
    }

    private static bool Contains(List<ReadOnlyMemory<byte>> cookies, ReadOnlyMemory<byte> cookie) =>
        cookies.Exists(c => c.Span.SequenceEqual(cookie.Span));
}
