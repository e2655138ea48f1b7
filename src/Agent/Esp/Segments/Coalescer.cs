namespace Holdfast.Esp;

/// <summary>
/// Joins what came out of the tunnel to superframes for a TUN device with offloads, as GRO does. The payloads stay where they
/// lie; a group is a head (virtio header, and headers where packets were joined) and pieces of the slab, to be written at
/// once. Groups keep the order of their first packets, and a flow keeps its own: what can't be joined closes its flow's
/// group. What is joined had right checksums, as the kernel asks no more; everything else passes as it is. Nothing is
/// allocated after construction. One thread at a time.
/// </summary>
public sealed class Coalescer
{
    private const int MaximumOpen = 8;
    private const int NoGroup = -1;

    private readonly bool _joinsUdp;
    private readonly GroupPiece[] _pieces;
    private readonly PacketGroup[] _groups;
    private readonly byte[] _heads; // the first is that of all single packets
    private readonly int[] _open = new int[MaximumOpen];
    private int _piecesUsed;
    private int _headsUsed = 1;
    private int _openCount;
    private int _openNext;

    /// <param name="capacity">Packets until <see cref="Clear"/>.</param>
    /// <param name="joinsUdp">Whether the device takes superframes of UDP (USO).</param>
    public Coalescer(int capacity, bool joinsUdp)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _joinsUdp = joinsUdp;
        _pieces = new GroupPiece[capacity];
        _groups = new PacketGroup[capacity];
        _heads = GC.AllocateArray<byte>((1 + capacity / 2) * PacketGroup.MaximumHead, pinned: true);
    }

    /// <summary>How many groups there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one more packet; false when there is no room until <see cref="Clear"/>.</summary>
    /// <param name="slab">Holds all packets until then, the same one each time.</param>
    /// <param name="packet">One IP packet, not a byte more.</param>
    /// <exception cref="ArgumentException">The slab does not hold the range.</exception>
    public bool TryAdd(ReadOnlySpan<byte> slab, SlabRange packet)
    {
        ReadOnlySpan<byte> bytes = slab.Slice(packet.Offset, packet.Length);
        if (_piecesUsed == _pieces.Length)
            return false;
        FlowPacket shape = FlowPacket.Read(bytes, _joinsUdp);
        switch (shape.Role)
        {
            case FlowRole.Stranger:
                Begin(packet, shape);
                break;
            case FlowRole.Unclear:
                _openCount = 0;
                Begin(packet, shape);
                break;
            default:
                Place(slab, packet, bytes, shape);
                break;
        }

        return true;
    }

    /// <summary>What a group begins with, in pinned memory: the virtio header, and its own headers if packets were joined.</summary>
    public ReadOnlySpan<byte> Head(int group)
    {
        ref PacketGroup found = ref Group(group);
        if (found.Packets == 1)
            return _heads.AsSpan(0, VirtioHeader.Length);
        Span<byte> head = HeadOf(found);
        found.Complete(head);
        return head;
    }

    /// <summary>What follows the head.</summary>
    public GroupPieces Pieces(int group) => new(_pieces, Group(group).FirstPiece);

    /// <summary>How many packets a group is made of, at most 64.</summary>
    public int Packets(int group) => Group(group).Packets;

    /// <summary>Forgets all packets.</summary>
    public void Clear()
    {
        Count = 0;
        _piecesUsed = 0;
        _headsUsed = 1;
        _openCount = 0;
    }

    private ref PacketGroup Group(int group)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)group, (uint)Count);
        return ref _groups[group];
    }

    private Span<byte> HeadOf(in PacketGroup group) =>
        _heads.AsSpan(group.Head * PacketGroup.MaximumHead, VirtioHeader.Length + group.Shape.Headers);

    private void Place(ReadOnlySpan<byte> slab, SlabRange packet, ReadOnlySpan<byte> bytes, FlowPacket shape)
    {
        int at = Find(slab, bytes, shape);
        if (at == NoGroup)
        {
            Begin(packet, shape);
            OpenLast(bytes, shape);
            return;
        }

        ref PacketGroup group = ref _groups[_open[at]];
        ReadOnlySpan<byte> first = slab.Slice(group.Packet.Offset, group.Packet.Length);
        bool isIntact = true;
        if (CanJoin(group, first, bytes, shape) && IsIntact(group, first) && (isIntact = FlowHeaders.AreIntact(bytes, shape)))
        {
            Join(ref group, packet, first, shape);
            if (IsLast(group, shape))
                Close(at);
            return;
        }

        Close(at);
        Begin(packet, shape);
        if (isIntact)
            OpenLast(bytes, shape);
    }

    // Of the joined all are intact already.
    private static bool IsIntact(in PacketGroup group, ReadOnlySpan<byte> first) =>
        group.Packets > 1 || FlowHeaders.AreIntact(first, group.Shape);

    private static bool CanJoin(in PacketGroup group, ReadOnlySpan<byte> first, ReadOnlySpan<byte> bytes, FlowPacket shape) =>
        shape.Role == FlowRole.Joinable
        && shape.Headers == group.Shape.Headers
        && shape.Payload <= group.Shape.Payload
        && group.Length + shape.Payload <= Superframe.MaximumLength
        && FlowHeaders.Agree(first, bytes, shape, group.Packets)
        && (!shape.IsTcp || FlowHeaders.Sequence(bytes, shape) == group.NextSequence);

    private void Begin(SlabRange packet, FlowPacket shape)
    {
        _groups[Count++] = new PacketGroup
        {
            Shape = shape,
            Packet = packet,
            FirstPiece = _piecesUsed,
            LastPiece = _piecesUsed,
            Packets = 1,
            Length = packet.Length,
        };
        _pieces[_piecesUsed++] = new GroupPiece(packet, NoGroup);
    }

    // The group that was begun last may grow. Where too many do, it takes the place of one, of each in turn.
    private void OpenLast(ReadOnlySpan<byte> bytes, FlowPacket shape)
    {
        if (shape.Role != FlowRole.Joinable || shape.IsPushed)
            return;
        ref PacketGroup group = ref _groups[Count - 1];
        group.Ports = FlowHeaders.Ports(bytes, shape);
        group.NextSequence = FlowHeaders.Sequence(bytes, shape) + (uint)shape.Payload;
        if (_openCount < MaximumOpen)
        {
            _open[_openCount++] = Count - 1;
            return;
        }

        _openNext = (_openNext + 1) % MaximumOpen;
        _open[_openNext] = Count - 1;
    }

    private void Close(int at) => _open[at] = _open[--_openCount];

    private int Find(ReadOnlySpan<byte> slab, ReadOnlySpan<byte> bytes, FlowPacket shape)
    {
        uint ports = FlowHeaders.Ports(bytes, shape);
        for (int at = 0; at < _openCount; at++)
        {
            ref PacketGroup group = ref _groups[_open[at]];
            if (group.Ports == ports && group.Shape.Transport == shape.Transport && group.Shape.IsTcp == shape.IsTcp
                && FlowHeaders.HaveSameAddresses(slab.Slice(group.Packet.Offset, group.Packet.Length), bytes, shape))
            {
                return at;
            }
        }

        return NoGroup;
    }

    private void Join(ref PacketGroup group, SlabRange packet, ReadOnlySpan<byte> first, FlowPacket shape)
    {
        if (group.Packets == 1)
        {
            group.Head = _headsUsed++;
            first[..shape.Headers].CopyTo(HeadOf(group)[VirtioHeader.Length..]);
            _pieces[group.FirstPiece].Range = PayloadOf(group.Packet, shape);
        }

        _pieces[group.LastPiece].Next = _piecesUsed;
        group.LastPiece = _piecesUsed;
        _pieces[_piecesUsed++] = new GroupPiece(PayloadOf(packet, shape), NoGroup);
        group.Packets++;
        group.Length += shape.Payload;
        group.NextSequence += (uint)shape.Payload;
        if (shape.IsPushed)
            HeadOf(group)[VirtioHeader.Length + shape.Transport + 13] |= FlowPacket.Push;
    }

    private static SlabRange PayloadOf(SlabRange packet, FlowPacket shape) =>
        new(packet.Offset + shape.Headers, packet.Length - shape.Headers);

    private static bool IsLast(in PacketGroup group, FlowPacket shape) =>
        group.Packets == PacketGroup.MaximumPackets || shape.Payload < group.Shape.Payload || shape.IsPushed;
}
