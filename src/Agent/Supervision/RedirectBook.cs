using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>
/// How often a connection lets itself be sent elsewhere (RFC 5685 section 7). Gateways that send it in a circle, or to where nobody
/// has it, are asked for a while without a word of redirects: they have to serve it themselves, and a forger has no second try.
/// </summary>
public sealed class RedirectBook
{
    /// <summary>So many within <see cref="Period"/>.</summary>
    public const int Most = 5;

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly Instant[] _followed = new Instant[Most];
    private readonly List<IpAddress> _ahead = [];
    private Instant _deafUntil = new(0);
    private int _count;

    /// <summary>Redirects are asked for, and followed.</summary>
    /// <param name="isSent">By a redirect; whoever else is asked while one is under way is to serve.</param>
    public bool IsHeeded(bool isSent, Instant now) => now >= _deafUntil && (isSent || _ahead.Count == 0);

    /// <summary>False: it is one too many.</summary>
    public bool TryFollow(Instant now)
    {
        int place = _count % Most;
        if (_count >= Most && now < _followed[place] + Period)
            return false;
        _followed[place] = now;
        _count++;
        return true;
    }

    /// <summary>Where it leads.</summary>
    public void Expect(IReadOnlyList<IpAddress> addresses)
    {
        _ahead.Clear();
        _ahead.AddRange(addresses);
    }

    public void Distrust(Instant now) => _deafUntil = now + Period;

    /// <summary>A session that a redirect led to has come to nothing; the last of them makes the redirect one in vain.</summary>
    public void NoteFailed(IpAddress gateway, Instant now)
    {
        if (_ahead.Remove(gateway) && _ahead.Count == 0)
            Distrust(now);
    }
}
