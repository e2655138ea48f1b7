using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>What is to happen, in its order. Time jumps from one event to the next.</summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();

    private long _order;

    public Instant Now { get; private set; } = new(1_000_000_000_000);

    public void At(Instant when, Action what)
    {
        if (when != Instant.Never)
            _events.Enqueue(what, (Math.Max(when.Nanoseconds, Now.Nanoseconds), _order++));
    }

    public void After(TimeSpan wait, Action what) => At(Now + wait, what);

    public void RunUntil(Instant end)
    {
        while (_events.TryPeek(out _, out (long At, long Order) key) && key.At <= end.Nanoseconds)
        {
            Now = new Instant(key.At);
            _events.Dequeue()();
        }

        Now = end;
    }
}
