namespace Holdfast.Tests.Esp.Uplink;

/// <summary>
/// An uplink with a large buffer that takes no part in anything: packets one after the other, each as long as the rate wants. What
/// is handed over at once is released at once, when its last packet has gone, as segments of one superframe are.
/// </summary>
internal sealed class SlowLink(UplinkWorld world, double bitsPerSecond, long buffer)
{
    private readonly Queue<Item> _items = new();
    private bool _isBusy;

    public double BitsPerSecond { get; set; } = bitsPerSecond;

    /// <summary>What the socket says: memory, of packets that have not gone yet.</summary>
    public long Queued { get; private set; }

    public long DroppedPackets { get; private set; }

    /// <summary>Memory that a packet takes.</summary>
    public static int CostOf(int length) => length > 800 ? length + 900 : 768;

    public void HandOver(IReadOnlyList<byte[]> packets)
    {
        long cost = 0;
        for (int i = 0; i < packets.Count; i++)
        {
            if (Queued + cost + CostOf(packets[i].Length) > buffer)
            {
                DroppedPackets++;
                continue;
            }

            cost += CostOf(packets[i].Length);
            _items.Enqueue(new Item(packets[i], 0));
        }

        Queued += cost;
        _items.Enqueue(new Item([], cost));
        if (!_isBusy)
            Next();
    }

    private void Next()
    {
        while (_items.TryPeek(out Item? done) && done.Packet.Length == 0)
        {
            Queued -= done.Released;
            _items.Dequeue();
        }

        _isBusy = _items.TryDequeue(out Item? item);
        if (!_isBusy)
            return;
        world.After((long)(item!.Packet.Length * 8 / BitsPerSecond * 1e9), () =>
        {
            world.Deliver(item.Packet);
            Next();
        });
    }

    private sealed record Item(byte[] Packet, long Released);
}
