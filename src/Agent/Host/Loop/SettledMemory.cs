using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>
/// While a session stands, gives up from time to time the code that is not needed for that, at first what only the start
/// needed: a small board has better use for the memory.
/// </summary>
/// <param name="connectedSince"><see cref="Instant.Never"/> while no session stands.</param>
/// <param name="areLocked">Whether the process's pages are locked.</param>
public sealed class SettledMemory(Func<Instant> connectedSince, bool areLocked) : ITimed
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private Instant _next = new(0);

    public Instant NextDeadline
    {
        get
        {
            Instant since = connectedSince();
            if (since == Instant.Never)
                return Instant.Never;
            return since + Settling > _next ? since + Settling : _next;
        }
    }

    public void HandleTimeout(Instant now)
    {
        CodePages.TryRelease(areLocked);
        _next = now + Interval;
    }
}
