namespace Holdfast.Esp;

/// <summary>Where a packet lies in its slab, in bytes.</summary>
public readonly record struct SlabRange(int Offset, int Length)
{
    public int End => Offset + Length;

    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the slab.</exception>
    public Span<byte> Of(Span<byte> slab) => slab.Slice(Offset, Length);
}
