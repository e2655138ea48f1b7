using Holdfast.Crypto;

namespace Holdfast.Host.Session;

/// <summary>
/// The wait before the next attempt after a session was lost: doubling from one second to one minute, up to a quarter of
/// it taken off at random, so that a gateway's restart is not followed by all its sites at once.
/// </summary>
public sealed class ReconnectPolicy(IRandom random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Cap = TimeSpan.FromMinutes(1);

    private int _failures;

    /// <summary>A session stood: the next loss begins with the shortest wait again.</summary>
    public void Reset() => _failures = 0;

    public TimeSpan NextWait()
    {
        double seconds = Math.Min(First.TotalSeconds * Math.Pow(2, _failures), Cap.TotalSeconds);
        _failures = Math.Min(_failures + 1, 16);
        Span<byte> jitter = stackalloc byte[1];
        random.Fill(jitter);
        return TimeSpan.FromSeconds(seconds * (1 - (jitter[0] / 1024.0)));
    }
}
