namespace Holdfast.Esp;

/// <summary>
/// Packets in a memory of fixed blocks, each packet a chain of them. The memory is the owner's; what is kept here is which block
/// follows which. The block that was freed last is used first, so a short queue touches little of the memory.
/// </summary>
internal sealed class PacketStore
{
    public const int None = -1;

    /// <summary>Three hold a full packet, one holds what is small.</summary>
    private const int BlockLength = 512;

    private readonly Block[] _blocks;
    private int _free;

    public PacketStore(int memory)
    {
        _blocks = new Block[memory / BlockLength];
        for (int i = 0; i < _blocks.Length; i++)
            _blocks[i].Next = i + 1;
        _blocks[^1].Next = None;
        Free = _blocks.Length;
    }

    /// <summary>Blocks that hold nothing.</summary>
    public int Free { get; private set; }

    public int Blocks => _blocks.Length;

    public static int BlocksFor(int length) => Math.Max(1, (length + BlockLength - 1) / BlockLength);

    /// <summary>Only while <see cref="Free"/> suffices. The packet's handle is its first block.</summary>
    public int Put(Span<byte> memory, ReadOnlySpan<byte> packet, long now)
    {
        int first = _free, block = first, length = packet.Length;
        while (true)
        {
            Free--;
            int part = Math.Min(BlockLength, packet.Length);
            packet[..part].CopyTo(memory.Slice(block * BlockLength, part));
            packet = packet[part..];
            if (packet.IsEmpty)
                break;
            block = _blocks[block].Next;
        }

        _free = _blocks[block].Next;
        _blocks[block].Next = None;
        ref Block head = ref _blocks[first];
        (head.Length, head.Since, head.NextPacket) = (length, now, None);
        return first;
    }

    public void CopyTo(int packet, ReadOnlySpan<byte> memory, Span<byte> destination)
    {
        int left = LengthOf(packet);
        for (int block = packet; left > 0; block = _blocks[block].Next)
        {
            int part = Math.Min(BlockLength, left);
            memory.Slice(block * BlockLength, part).CopyTo(destination);
            destination = destination[part..];
            left -= part;
        }
    }

    public void Remove(int packet)
    {
        int last = packet;
        Free++;
        while (_blocks[last].Next != None)
        {
            last = _blocks[last].Next;
            Free++;
        }

        _blocks[last].Next = _free;
        _free = packet;
    }

    public int LengthOf(int packet) => _blocks[packet].Length;

    /// <summary>When it was put here, in nanoseconds.</summary>
    public long SinceOf(int packet) => _blocks[packet].Since;

    /// <summary>The packet behind it in its flow.</summary>
    public ref int NextOf(int packet) => ref _blocks[packet].NextPacket;

    private struct Block
    {
        public int Next;
        public int NextPacket;
        public int Length;
        public long Since;
    }
}
