using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>
/// One thread's work: the one that owns all protocol state, or that of a <see cref="Lane"/>. A tick: wait, read the clock once,
/// serve every ready descriptor, then every passed deadline, then arm the one timer.
/// </summary>
public sealed class EventLoop : IDisposable
{
    private const int TimerToken = 0;

    private readonly Lock _gate;
    private readonly Poller _poller = new();
    private readonly BootTimer _timer = new();
    private readonly Dictionary<int, Source> _sources = [];
    private readonly List<ITimed> _timed = [];
    private int _lastToken = TimerToken;
    private bool _isStopped;

    /// <param name="gate">
    /// Held but for the wait: whoever holds it may change what the loop works on, from another thread. Null: nobody else does.
    /// </param>
    public EventLoop(Lock? gate = null)
    {
        _gate = gate ?? new Lock();
        _poller.Add(_timer.Fd, PollEvents.Readable, TimerToken);
    }

    /// <summary>The clock of this tick.</summary>
    public Instant Now { get; private set; } = new(BootClock.Now());

    /// <summary>Called at each wake-up, before anything else.</summary>
    public Action? Woken { get; set; }

    /// <summary>Calls <paramref name="handler"/> in each tick in which the descriptor is ready.</summary>
    public void Add(int fd, PollEvents interest, Action<PollEvents> handler)
    {
        int token = ++_lastToken;
        _poller.Add(fd, interest, token);
        _sources.Add(token, new Source(fd, handler));
    }

    /// <summary>To be called before the descriptor is closed; events already collected for it are dropped.</summary>
    public void Remove(int fd)
    {
        int token = TokenOf(fd);
        _poller.Remove(fd);
        _sources.Remove(token);
    }

    public void Modify(int fd, PollEvents interest) => _poller.Modify(fd, interest, TokenOf(fd));

    public void Add(ITimed timed) => _timed.Add(timed);

    public void Remove(ITimed timed) => _timed.Remove(timed);

    /// <summary>Returns once <see cref="Stop"/> was called, at the end of that tick.</summary>
    public void Run()
    {
        Span<Ready> ready = stackalloc Ready[32];
        while (!_isStopped)
        {
            lock (_gate)
                ArmTimer();
            int count = _poller.Wait(ready);
            lock (_gate)
                Serve(ready[..count]);
        }
    }

    public void Stop() => _isStopped = true;

    public void Dispose()
    {
        _timer.Dispose();
        _poller.Dispose();
    }

    private int TokenOf(int fd) => _sources.First(s => s.Value.Fd == fd).Key;

    private void Serve(ReadOnlySpan<Ready> ready)
    {
        Now = new Instant(BootClock.Now());
        Woken?.Invoke();
        foreach (Ready one in ready)
            Serve(one);
        ServeDeadlines();
    }

    private void Serve(Ready ready)
    {
        if (ready.Token == TimerToken)
            _timer.Drain();
        else if (_sources.TryGetValue(ready.Token, out Source? source))
            source.Handler(ready.Events);
    }

    private void ServeDeadlines()
    {
        for (int i = _timed.Count - 1; i >= 0; i--)
        {
            if (i < _timed.Count && _timed[i].NextDeadline <= Now)
                _timed[i].HandleTimeout(Now);
        }
    }

    private void ArmTimer()
    {
        Instant next = Instant.Never;
        foreach (ITimed timed in _timed)
            next = Instant.Earliest(next, timed.NextDeadline);
        if (next == Instant.Never)
            _timer.Disarm();
        else
            _timer.Arm(next.Nanoseconds);
    }

    private sealed record Source(int Fd, Action<PollEvents> Handler);
}
