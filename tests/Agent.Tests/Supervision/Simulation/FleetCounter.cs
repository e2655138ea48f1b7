using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>What arrives at a gateway.</summary>
internal sealed class FleetCounter
{
    private readonly HashSet<object> _known = [];
    private readonly Queue<Instant> _handshakes = new();
    private readonly Queue<Instant> _messages = new();

    /// <summary>Handshakes that had not arrived before, in the worst second.</summary>
    public int MostHandshakes { get; private set; }

    /// <summary>IKE_SA_INIT requests, repetitions too, in the worst second.</summary>
    public int MostMessages { get; private set; }

    public int Drops { get; private set; }

    public void NoteArrival(Instant now, object attempt)
    {
        MostMessages = Math.Max(MostMessages, Count(_messages, now));
        if (_known.Add(attempt))
            MostHandshakes = Math.Max(MostHandshakes, Count(_handshakes, now));
    }

    public void NoteDrop() => Drops++;

    public void Reset() => (MostHandshakes, MostMessages, Drops) = (0, 0, 0);

    private static int Count(Queue<Instant> second, Instant now)
    {
        while (second.TryPeek(out Instant first) && now - first >= TimeSpan.FromSeconds(1))
            second.Dequeue();
        second.Enqueue(now);
        return second.Count;
    }
}
