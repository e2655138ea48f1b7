using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Control;

/// <summary>
/// A client that can't be let in, as where the process or the machine has no descriptors left, waits at the door: the socket is
/// not looked at for a moment, since it would be ready all the time.
/// </summary>
internal sealed class AcceptPause(EventLoop loop, int fd, Log log) : ITimed
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1), BetweenLines = TimeSpan.FromMinutes(10);

    private Instant _lineAt = new(0);
    private long _failures;

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public void Begin(LinuxException failure)
    {
        Instant now = loop.Now;
        _failures++;
        if (now >= _lineAt)
        {
            log.Warning($"commands such as \"holdfast status\" wait, as no client can be let in ({_failures} times so far): {failure.Message}");
            _lineAt = now + BetweenLines;
        }

        loop.Modify(fd, PollEvents.None);
        NextDeadline = now + Length;
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = Instant.Never;
        loop.Modify(fd, PollEvents.Readable);
    }
}
