namespace Holdfast.Esp;

/// <summary>
/// What follows the head of a group, in order: of a single packet all of it, else the payload of each packet. For foreach.
/// </summary>
public ref struct GroupPieces
{
    private readonly ReadOnlySpan<GroupPiece> _pieces;
    private int _next;

    internal GroupPieces(ReadOnlySpan<GroupPiece> pieces, int first)
    {
        _pieces = pieces;
        _next = first;
    }

    /// <summary>Where it lies in the slab.</summary>
    public SlabRange Current { get; private set; }

    public readonly GroupPieces GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next < 0)
            return false;
        GroupPiece piece = _pieces[_next];
        Current = piece.Range;
        _next = piece.Next;
        return true;
    }
}

/// <summary>A piece and the index of the next one of its group; -1 for none.</summary>
internal record struct GroupPiece(SlabRange Range, int Next);
