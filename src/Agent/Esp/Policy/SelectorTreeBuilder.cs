namespace Holdfast.Esp;

/// <summary>
/// Cuts a family's packets in two until few boxes are left on each side, level by level. A box that lies across a cut is
/// on both sides; a bound on what that may add keeps the tree small whatever the peer negotiates: where it is
/// reached, the lookup is only slower.
/// </summary>
internal sealed class SelectorTreeBuilder
{
    /// <summary>So few are not worth a cut.</summary>
    private const int Few = 3;

    /// <summary>Entries that cuts may add, for each box.</summary>
    private const int Growth = 7;

    private readonly Queue<Part> _open = new();
    private readonly List<SelectorEntry> _leaves = [];
    private readonly CutChooser _chooser;
    private SelectorNode[] _nodes = new SelectorNode[2];
    private int _count;
    private int _room;

    private SelectorTreeBuilder(int boxes)
    {
        _chooser = new CutChooser(boxes);
        _room = boxes * Growth;
    }

    public static SelectorTree Build(SelectorEntry[] entries)
    {
        Array.Sort(entries, SelectorEntry.Compare);
        SelectorTreeBuilder builder = new(entries.Length);
        builder.Open(Part.Of(entries, SelectorBox.Everything(isIPv6: false)));
        builder.Open(Part.Of(entries, SelectorBox.Everything(isIPv6: true)));
        while (builder._open.TryDequeue(out Part? part))
            builder.Close(part);
        Array.Resize(ref builder._nodes, builder._count);
        return new SelectorTree(builder._nodes, builder._leaves.ToArray());
    }

    private void Open(Part part)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _count * 2);
        part.Node = _count++;
        _open.Enqueue(part);
    }

    private void Close(Part part)
    {
        if (part.Entries.Length > Few && _chooser.TryChoose(part, out SelectorAxis axis, out UInt128 cut))
        {
            SelectorRange whole = part.Region[axis];
            Part before = Part.Of(part.Entries, part.Region.With(axis, new SelectorRange(whole.First, cut - 1)));
            Part behind = Part.Of(part.Entries, part.Region.With(axis, new SelectorRange(cut, whole.Last)));
            int added = before.Entries.Length + behind.Entries.Length - part.Entries.Length;
            if (added <= _room)
            {
                _room -= added;
                _nodes[part.Node] = SelectorNode.OfCut(axis, cut, _count);
                Open(before);
                Open(behind);
                return;
            }
        }

        _nodes[part.Node] = SelectorNode.OfLeaf(_leaves.Count, part.Entries.Length);
        _leaves.AddRange(part.Entries);
    }

    /// <summary>A region, and what of the entries meets it, in the order of lookup.</summary>
    internal sealed class Part
    {
        private Part(SelectorEntry[] entries, SelectorBox region) => (Entries, Region) = (entries, region);

        public SelectorEntry[] Entries { get; }

        public SelectorBox Region { get; }

        public int Node { get; set; }

        public static Part Of(SelectorEntry[] entries, SelectorBox region)
        {
            List<SelectorEntry> inside = [];
            foreach (SelectorEntry entry in entries)
            {
                if (!entry.Box.Meets(region))
                    continue;
                inside.Add(entry);
                if (entry.HasAll(region))
                    break;
            }

            return new Part(inside.ToArray(), region);
        }
    }
}
