namespace Holdfast.Tests.Esp.Uplink;

/// <summary>A call or a ping: a small packet now and then, of which the delay up to the far end of the link counts.</summary>
internal sealed class SparseFlow(UplinkWorld world, int index, int length, long every) : IUplinkFlow
{
    private readonly List<long> _sentAt = [];
    private readonly List<long> _delays = [];

    public int Sent => _sentAt.Count;

    public int Arrived { get; private set; }

    public bool IsStopped { get; set; }

    public void Start()
    {
        if (IsStopped)
            return;
        _sentAt.Add(world.Now);
        world.Send(index, _sentAt.Count - 1, length, isEct: false);
        world.After(every, Start);
    }

    public void HandleDelivery(int number, int bytes, bool isMarked)
    {
        Arrived++;
        _delays.Add(world.Now - _sentAt[number]);
    }

    public void Forget() => _delays.Clear();

    /// <summary>In milliseconds, of what has arrived since <see cref="Forget"/>.</summary>
    public double Delay(double share)
    {
        List<long> sorted = [.. _delays.Order()];
        return sorted.Count == 0 ? double.PositiveInfinity : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)] / (double)UplinkWorld.Millisecond;
    }
}
