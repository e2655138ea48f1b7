using System.Buffers.Binary;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Duties;

/// <summary>
/// The time by which we have to authenticate anew: the gateway's AUTH_LIFETIME (RFC 4478), or our own setting, whichever ends
/// first. The host is asked early enough to have the new session before the old one ends.
/// </summary>
public sealed class Reauthentication : Duty
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);

    /// <summary>Less is taken for this: a login every second would wear out the gateway and its user database.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private readonly Limit _own = Limit.None;
    private Limit _limit = Limit.None;

    public Reauthentication(SessionCore core, Instant now)
        : base(core)
    {
        if (core.Settings.Reauthentication is { } after)
            _own = _limit = LimitAfter(after, now);
    }

    public override Instant NextDeadline => _limit.AskAt;

    /// <summary>
    /// AUTH_LIFETIME: the seconds that are left from its arrival on, 4 octets. It takes the place of what the gateway said before,
    /// but not of our own setting (RFC 4478 sections 2 and 5).
    /// </summary>
    public void Take(NotifyPayload lifetime, Instant now)
    {
        if (lifetime.Data.Length != 4)
            return;
        TimeSpan time = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(lifetime.Data.Span));
        Limit theirs = LimitAfter(Instant.Longer(Instant.Shorter(time, Longest), Shortest), now);
        _limit = _own.Deadline < theirs.Deadline ? _own : theirs;
    }

    public override void HandleTimeout(Instant now)
    {
        if (now < _limit.AskAt)
            return;
        Core.RequestReplacement(_limit.Deadline, "the authentication's lifetime ends");
        _limit = _limit with { AskAt = Instant.Never };
    }

    private Limit LimitAfter(TimeSpan lifetime, Instant now)
    {
        TimeSpan margin = lifetime / 10 * (1 + Core.Context.RandomFraction());
        return new Limit(now + lifetime, now + (lifetime - Instant.Shorter(margin, LongestMargin)));
    }

    /// <summary>When the lifetime ends, and when the host is asked for a new session.</summary>
    private readonly record struct Limit(Instant Deadline, Instant AskAt)
    {
        public static readonly Limit None = new(Instant.Never, Instant.Never);
    }
}
