namespace Holdfast.Esp;

/// <summary>
/// Frames in a memory of fixed blocks, each frame a chain of them. The memory is the owner's; what is kept here is which block
/// follows which. The block that was freed last is used first, so a short queue touches little of the memory.
/// </summary>
internal sealed class FrameStore
{
    public const int None = -1;

    /// <summary>Three hold a full packet, one holds what is small.</summary>
    private const int BlockLength = 512;

    private readonly Block[] _blocks;
    private int _free;

    public FrameStore(int memory)
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

    /// <summary>Only while <see cref="Free"/> suffices. The frame's handle is its first block.</summary>
    public int Put(Span<byte> memory, ReadOnlySpan<byte> frame, long now)
    {
        int first = _free, block = first, length = frame.Length;
        while (true)
        {
            Free--;
            int part = Math.Min(BlockLength, frame.Length);
            frame[..part].CopyTo(memory.Slice(block * BlockLength, part));
            frame = frame[part..];
            if (frame.IsEmpty)
                break;
            block = _blocks[block].Next;
        }

        _free = _blocks[block].Next;
        _blocks[block].Next = None;
        ref Block head = ref _blocks[first];
        (head.Length, head.Since, head.NextFrame) = (length, now, None);
        return first;
    }

    public void CopyTo(int frame, ReadOnlySpan<byte> memory, Span<byte> destination)
    {
        int left = LengthOf(frame);
        for (int block = frame; left > 0; block = _blocks[block].Next)
        {
            int part = Math.Min(BlockLength, left);
            memory.Slice(block * BlockLength, part).CopyTo(destination);
            destination = destination[part..];
            left -= part;
        }
    }

    public void Remove(int frame)
    {
        int last = frame;
        Free++;
        while (_blocks[last].Next != None)
        {
            last = _blocks[last].Next;
            Free++;
        }

        _blocks[last].Next = _free;
        _free = frame;
    }

    public int LengthOf(int frame) => _blocks[frame].Length;

    /// <summary>When it was put here, in nanoseconds.</summary>
    public long SinceOf(int frame) => _blocks[frame].Since;

    /// <summary>The frame behind it in its flow.</summary>
    public ref int NextOf(int frame) => ref _blocks[frame].NextFrame;

    private struct Block
    {
        public int Next;
        public int NextFrame;
        public int Length;
        public long Since;
    }
}
