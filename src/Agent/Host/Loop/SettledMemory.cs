using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>
/// Once a session has stood for a moment, gives up the code that only the start needed: a small board has better use for
/// the memory.
/// </summary>
/// <param name="connectedSince"><see cref="Instant.Never"/> while no session stands.</param>
/// <param name="areLocked">Whether the process's pages are locked.</param>
public sealed class SettledMemory(Func<Instant> connectedSince, bool areLocked) : ITimed
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private bool _isDone;

    public Instant NextDeadline => _isDone ? Instant.Never : connectedSince() + Settling;

    public void HandleTimeout(Instant now)
    {
        _isDone = true;
        CodePages.TryRelease(areLocked);
    }
}
