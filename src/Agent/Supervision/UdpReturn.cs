using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>When a session that goes by TCP finds out whether it can go by UDP again (RFC 9329 section 7.1).</summary>
public sealed class UdpReturn(IRandom random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>UDP that fails again sooner is left alone for longer.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromMinutes(10);

    /// <summary>A new link has to settle.</summary>
    private static readonly TimeSpan AfterChange = TimeSpan.FromSeconds(2);

    private readonly Backoff _backoff = new(random, First, Longest);
    private Instant _since = new(0);
    private bool _isTcp;

    public Instant NextTry { get; private set; } = Instant.Never;

    /// <summary>How the session goes; to be said whenever it may have changed.</summary>
    public void Note(bool isTcp, Instant now)
    {
        if (isTcp == _isTcp)
            return;
        if (isTcp && now - _since >= Proven)
            _backoff.Reset();
        (_isTcp, _since) = (isTcp, now);
        NextTry = isTcp ? now + _backoff.Next() : Instant.Never;
    }

    /// <summary>A try begins; what comes of it is not waited for.</summary>
    public void Began(Instant now) => NextTry = now + _backoff.Next();

    /// <summary>The network is another.</summary>
    public void HandleNetwork(Instant now)
    {
        _backoff.Reset();
        if (_isTcp)
            NextTry = Instant.Earliest(NextTry, now + AfterChange);
    }
}
