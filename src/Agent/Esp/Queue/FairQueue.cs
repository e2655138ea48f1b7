using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// What waits for a saturated uplink (RFC 8290): each flow has a queue of its own and its turn by deficit round robin, one that
/// was quiet comes first, and CoDel keeps the delay of each short. What does not fit is taken from the flow that has the most.
/// No allocation after the constructor. One thread at a time.
/// </summary>
public sealed class FairQueue
{
    /// <summary>Bytes of memory that suffice for a second at 8 Mbit/s.</summary>
    public const int DefaultMemory = 1 << 20;

    public const int LargestPacket = 65_535;

    /// <summary>Bytes that a flow may send in its turn: a full packet.</summary>
    private const int Quantum = 1_514;

    /// <summary>What waited longer has been sent again, or is of no use any more: a link stood still.</summary>
    private const long Stale = 1_000_000_000;

    private readonly PacketStore _store;
    private readonly FlowTable _flows = new();
    private readonly FlowHash _hash;

    private CoDelSettings _settings = CoDelSettings.For(long.MaxValue);
    private FlowList _new;
    private FlowList _old;

    /// <param name="seed">Secret and random.</param>
    /// <param name="memory">Bytes of the memory that each call gets.</param>
    public FairQueue(ulong seed, int memory = DefaultMemory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, 2 * LargestPacket);
        (_store, _hash) = (new PacketStore(memory), new FlowHash(seed));
    }

    public DropCounters Drops { get; } = new();

    /// <summary>Packets that were marked where others would have been dropped (ECN).</summary>
    public long Marked { get; private set; }

    public int Packets { get; private set; }

    public bool IsEmpty => Packets == 0;

    /// <summary>How fast the link is by the latest measurement: on a slow one a packet may wait longer.</summary>
    public void SetLinkRate(long bytesPerSecond) => _settings = CoDelSettings.For(bytesPerSecond);

    /// <summary>
    /// Takes a copy of a whole IP packet. False when it is longer than any may be. Where there is no room, the flow that has the
    /// most loses some of it.
    /// </summary>
    /// <param name="memory">The queue's memory, always the same.</param>
    public bool TryAdd(Span<byte> memory, ReadOnlySpan<byte> packet, Instant now)
    {
        if (packet.IsEmpty || packet.Length > LargestPacket)
        {
            Drops.Count(DropReason.MalformedInner);
            return false;
        }

        int blocks = PacketStore.BlocksFor(packet.Length);
        while (_store.Free < blocks)
            DropFrom(ref _flows[_flows.Fattest()], DropReason.QueueOverflow);
        int index = _flows.Find(_hash.Of(packet));
        Append(ref _flows[index], _store.Put(memory, packet, now.Nanoseconds));
        List(index);
        return true;
    }

    /// <summary>The packet whose turn it is. False: there is none.</summary>
    /// <param name="memory">The queue's memory.</param>
    /// <param name="destination">Has room for <see cref="LargestPacket"/>.</param>
    /// <param name="length">Of the packet.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public bool TryTake(Span<byte> memory, Span<byte> destination, Instant now, out int length)
    {
        if (destination.Length < LargestPacket)
            throw new ArgumentException($"{destination.Length} bytes are too few for any packet.", nameof(destination));
        length = 0;
        while (!_new.IsEmpty || !_old.IsEmpty)
        {
            bool isNew = !_new.IsEmpty;
            ref FlowList list = ref (isNew ? ref _new : ref _old);
            ref FlowQueue flow = ref _flows[list.Head - 1];
            if (flow.Deficit <= 0)
            {
                flow.Deficit += Quantum;
                _flows.Append(ref _old, _flows.TakeHead(ref list));
            }
            else if (TryTake(ref flow, memory, destination, now.Nanoseconds, out length))
            {
                flow.Deficit -= length;
                return true;
            }
            else
            {
                Retire(_flows.TakeHead(ref list), isNew);
            }
        }

        return false;
    }

    /// <summary>Forgets all packets; they are not counted as dropped.</summary>
    public void Clear()
    {
        for (int i = 0; i < _flows.Count; i++)
        {
            while (_flows[i].Packets > 0)
                Remove(ref _flows[i]);
        }
    }

    private bool TryTake(ref FlowQueue flow, Span<byte> memory, Span<byte> destination, long now, out int length)
    {
        while (flow.Packets > 0)
        {
            int packet = flow.First;
            length = _store.LengthOf(packet);
            long waited = now - _store.SinceOf(packet);
            bool isLast = flow.Bytes - length < Quantum;
            bool isToDrop = flow.Delay.IsToDrop(waited, isLast, now, _settings);
            bool isStale = waited > Stale && !isLast;
            _store.CopyTo(packet, memory, destination);
            if (isStale || (isToDrop && !EcnMark.TrySet(destination[..length])))
            {
                DropFrom(ref flow, DropReason.QueueDelay);
                continue;
            }

            Marked += isToDrop ? 1 : 0;
            Remove(ref flow);
            return true;
        }

        flow.Delay.HandleEmpty();
        length = 0;
        return false;
    }

    private void Append(ref FlowQueue flow, int packet)
    {
        if (flow.Packets == 0)
            flow.First = packet;
        else
            _store.NextOf(flow.Last) = packet;
        flow.Last = packet;
        flow.Packets++;
        flow.Bytes += _store.LengthOf(packet);
        flow.Blocks += PacketStore.BlocksFor(_store.LengthOf(packet));
        Packets++;
    }

    private void Remove(ref FlowQueue flow)
    {
        int packet = flow.First;
        flow.First = _store.NextOf(packet);
        flow.Packets--;
        flow.Bytes -= _store.LengthOf(packet);
        flow.Blocks -= PacketStore.BlocksFor(_store.LengthOf(packet));
        Packets--;
        _store.Remove(packet);
    }

    private void DropFrom(ref FlowQueue flow, DropReason reason)
    {
        Remove(ref flow);
        Drops.Count(reason);
    }

    private void List(int index)
    {
        ref FlowQueue flow = ref _flows[index];
        if (flow.IsListed)
            return;
        flow.IsListed = true;
        flow.Deficit = Quantum;
        _flows.Append(ref _new, index);
    }

    // A flow that has used up its time as a new one takes a turn among the old: else it could come back as new at once, and
    // those would starve.
    private void Retire(int index, bool isNew)
    {
        if (isNew && !_old.IsEmpty)
            _flows.Append(ref _old, index);
        else
            _flows[index].IsListed = false;
    }
}
