using Holdfast.Crypto;

namespace Holdfast.Supervision;

/// <summary>Waits that double from a first one to a cap, each less up to a half at random: what fails at once for many is not tried again by all at once.</summary>
public sealed class Backoff(IRandom random, TimeSpan first, TimeSpan cap)
{
    private const int MostDoublings = 30;

    private int _failures;

    public TimeSpan Next()
    {
        double seconds = Math.Min(first.TotalSeconds * Math.Pow(2, _failures), cap.TotalSeconds);
        _failures = Math.Min(_failures + 1, MostDoublings);
        return TimeSpan.FromSeconds(seconds * (1 - (Chance.Of(random) / 2)));
    }

    public void Reset() => _failures = 0;
}
