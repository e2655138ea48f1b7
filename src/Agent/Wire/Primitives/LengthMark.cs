namespace Holdfast.Wire;

/// <summary>An open length field of a <see cref="WireWriter"/>.</summary>
public readonly struct LengthMark
{
    internal LengthMark(int end, int counted)
    {
        End = end;
        Counted = counted;
    }

    /// <summary>Position just after the length field.</summary>
    internal int End { get; }

    internal int Counted { get; }
}
