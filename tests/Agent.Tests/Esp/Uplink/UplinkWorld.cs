using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;

namespace Holdfast.Tests.Esp.Uplink;

/// <summary>Flows, a sender with or without the queue, and a slow link, on a virtual clock and from a seed.</summary>
internal sealed class UplinkWorld
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000 * Millisecond;

    private const int Header = 20;

    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private readonly List<IUplinkFlow> _flows = [];
    private long _number;

    public UplinkWorld(int seed, double bitsPerSecond, bool hasQueue = true, long buffer = 4 << 20, long lateness = Millisecond / 2)
    {
        Dice = new Random(seed);
        Link = new SlowLink(this, bitsPerSecond, buffer);
        Sender = hasQueue ? new QueueingSender(this, lateness) : null;
    }

    public Random Dice { get; }

    public SlowLink Link { get; }

    public QueueingSender? Sender { get; }

    public long Now { get; private set; } = Second;

    public Instant Instant => new(Now);

    public long DeliveredBytes { get; private set; }

    public void After(long nanoseconds, Action action) => _events.Enqueue(action, (Now + nanoseconds, _number++));

    public GreedyFlow AddGreedy(long roundTrip, bool isEct = false) => Add(new GreedyFlow(this, _flows.Count, roundTrip, isEct));

    public SparseFlow AddSparse(int length, long every) => Add(new SparseFlow(this, _flows.Count, length, every));

    public void RunFor(long nanoseconds)
    {
        long end = Now + nanoseconds;
        while (_events.TryPeek(out _, out (long At, long) next) && next.At <= end)
        {
            Now = next.At;
            _events.Dequeue()();
        }

        Now = end;
    }

    /// <summary>Share of the link's time that it was in use for, from now on.</summary>
    public double Utilization(long nanoseconds)
    {
        long before = DeliveredBytes;
        RunFor(nanoseconds);
        return (DeliveredBytes - before) * 8e9 / (Link.BitsPerSecond * nanoseconds);
    }

    public void Send(int flow, int number, int length, bool isEct)
    {
        byte[] packet = Packets.Ipv4("10.1.0.7", "192.168.9.20", Packets.Udp, new byte[length - Header]);
        packet[1] = (byte)(isEct ? 2 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Header), (ushort)flow);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(Header + 4), number);
        if (Sender is null)
            Link.HandOver([packet]);
        else
            Sender.Offer(packet);
    }

    public void Deliver(byte[] packet)
    {
        DeliveredBytes += packet.Length;
        _flows[BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(Header))].HandleDelivery(
            BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(Header + 4)), packet.Length, (packet[1] & 3) == 3);
    }

    private T Add<T>(T flow)
        where T : IUplinkFlow
    {
        _flows.Add(flow);
        After(Dice.Next(1_000_000), flow.Start);
        return flow;
    }
}

internal interface IUplinkFlow
{
    void Start();

    void HandleDelivery(int number, int length, bool isMarked);
}
