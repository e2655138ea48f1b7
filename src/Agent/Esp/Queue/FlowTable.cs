namespace Holdfast.Esp;

/// <summary>
/// The flows that have a queue. A flow may lie in any of the eight places that its hash leads to, so two of them share one
/// only when many are active at once.
/// </summary>
internal sealed class FlowTable
{
    public const int None = -1;

    private const int Sets = 32;
    private const int Ways = 8;

    private readonly FlowQueue[] _flows = new FlowQueue[Sets * Ways];

    public int Count => _flows.Length;

    public ref FlowQueue this[int index] => ref _flows[index];

    /// <summary>Where the flow lies, or may lie from now on.</summary>
    public int Find(uint hash)
    {
        int set = (int)(hash % Sets) * Ways;
        int free = None;
        for (int i = set; i < set + Ways; i++)
        {
            if (_flows[i].Hash == hash)
                return i;
            if (free == None && !_flows[i].IsListed)
                free = i;
        }

        if (free == None)
            return set + (int)(hash / Sets % Ways);
        _flows[free] = new FlowQueue { Hash = hash };
        return free;
    }

    /// <summary>The flow that holds the most of the memory; only while one holds any.</summary>
    public int Fattest()
    {
        int fattest = 0;
        for (int i = 1; i < _flows.Length; i++)
        {
            if (_flows[i].Blocks > _flows[fattest].Blocks)
                fattest = i;
        }

        return fattest;
    }

    public void Append(ref FlowList list, int index)
    {
        _flows[index].Next = None;
        if (list.IsEmpty)
            list.Head = index + 1;
        else
            _flows[list.Tail - 1].Next = index;
        list.Tail = index + 1;
    }

    public int TakeHead(ref FlowList list)
    {
        int index = list.Head - 1;
        list.Head = _flows[index].Next + 1;
        return index;
    }
}

/// <summary>Flows in the order of their turns; numbered from one, so that the default is an empty list.</summary>
internal struct FlowList
{
    public int Head;
    public int Tail;

    public readonly bool IsEmpty => Head == 0;
}

/// <summary>One flow's queue: a list of packets, and its state of deficit round robin and CoDel.</summary>
internal struct FlowQueue
{
    public uint Hash;
    public int Packets;
    public int First;
    public int Last;
    public int Bytes;
    public int Blocks;
    public int Deficit;
    public int Next;
    public bool IsListed;
    public CoDel Delay;
}
