using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// What to wait for, and what has come (EPOLL* of sys/epoll.h). Error and HangUp are always reported.
/// </summary>
[Flags]
public enum PollEvents
{
    None = 0,
    Readable = 0x001,
    Writable = 0x004,
    Error = 0x008,
    HangUp = 0x010,
    PeerClosed = 0x2000,
}

/// <summary>A descriptor that is ready, by the token it was added with.</summary>
public readonly record struct Ready(int Token, PollEvents Events);

/// <summary>Level-triggered epoll: what is not dealt with is reported again by the next Wait.</summary>
public sealed class Poller : IDisposable
{
    private const int MostEvents = 64;

    private readonly Descriptor _descriptor = Descriptor.From(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");

    /// <exception cref="LinuxException">EEXIST: already added. EPERM: cannot be polled (a plain file).</exception>
    public void Add(int fd, PollEvents interest, int token) => Control(EPOLL_CTL_ADD, "add", fd, interest, token);

    public void Modify(int fd, PollEvents interest, int token) => Control(EPOLL_CTL_MOD, "modify", fd, interest, token);

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Remove(int fd) => Control(EPOLL_CTL_DEL, "remove", fd, PollEvents.None, 0);

    /// <summary>
    /// Waits until something is ready or the time is up, and begins again when a signal interrupts it.
    /// </summary>
    /// <param name="ready">Takes what is ready: as many as fit, 64 at the most; the next call reports the rest.</param>
    /// <param name="milliseconds">-1: no limit; 0: only looks.</param>
    /// <returns>How many of them were filled.</returns>
    public unsafe int Wait(Span<Ready> ready, int milliseconds = -1)
    {
        int capacity = Math.Min(ready.Length, MostEvents);
        var events = stackalloc epoll_event[MostEvents];
        int count = WaitUninterrupted(events, capacity, milliseconds);
        for (int i = 0; i < count; i++) ready[i] = new Ready(events[i].data.fd, (PollEvents)events[i].events);
        return count;
    }

    public void Dispose() => _descriptor.Dispose();

    private unsafe int WaitUninterrupted(epoll_event* events, int capacity, int milliseconds)
    {
        long end = milliseconds > 0 ? BootClock.Now() + milliseconds * 1_000_000L : 0;
        int left = milliseconds;
        while (true)
        {
            int count = epoll_wait(_descriptor.Number, events, capacity, left);
            if (count >= 0) return count;
            if (errno != EINTR) throw LinuxException.Last("epoll_wait");
            if (milliseconds > 0) left = (int)Math.Max(0, (end - BootClock.Now() + 999_999) / 1_000_000);
        }
    }

    private unsafe void Control(int operation, string name, int fd, PollEvents interest, int token)
    {
        var entry = new epoll_event { events = (int)interest };
        entry.data.fd = token;
        if (epoll_ctl(_descriptor.Number, operation, fd, &entry) < 0)
            throw LinuxException.Last($"epoll_ctl {name} fd {fd}");
    }
}
