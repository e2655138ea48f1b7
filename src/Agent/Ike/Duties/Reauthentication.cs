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

    private readonly Instant _authenticatedAt;
    private Instant _deadline = Instant.Never;
    private Instant _askAt = Instant.Never;

    public Reauthentication(SessionCore core, Instant now)
        : base(core)
    {
        _authenticatedAt = now;
        if (core.Settings.Reauthentication is { } after)
            Limit(after, now);
    }

    public override Instant NextDeadline => _askAt;

    /// <summary>AUTH_LIFETIME: seconds from the authentication on, 4 octets.</summary>
    public void Take(NotifyPayload lifetime, Instant now)
    {
        if (lifetime.Data.Length != 4)
            return;
        TimeSpan time = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(lifetime.Data.Span));
        Limit(Instant.Longer(time < Longest ? time : Longest, Shortest), now);
    }

    public override void HandleTimeout(Instant now)
    {
        if (now < _askAt)
            return;
        _askAt = Instant.Never;
        Core.RequestReplacement(_deadline, "the authentication's lifetime ends");
    }

    private void Limit(TimeSpan lifetime, Instant now)
    {
        Instant deadline = _authenticatedAt + lifetime;
        if (deadline >= _deadline)
            return;
        TimeSpan margin = lifetime / 10 * (1 + Core.Context.RandomFraction());
        Instant askAt = _authenticatedAt + (lifetime - (margin < LongestMargin ? margin : LongestMargin));
        (_deadline, _askAt) = (deadline, askAt > now ? askAt : now);
    }
}
