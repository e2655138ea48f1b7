namespace Holdfast.Esp;

/// <summary>Finds the high half of an extended sequence number (RFC 4303 section 2.2.1 and appendix A2).</summary>
public static class ExtendedSequence
{
    /// <summary>
    /// The only number at or right of the window's left edge, and less than 2^32 away from it, that ends in
    /// <paramref name="low"/>: cases A and B of appendix A2.1 in one. False where that would be below 0 or above 2^64.
    /// </summary>
    /// <param name="low">The half that the packet shows.</param>
    /// <param name="highest">The right edge of the window.</param>
    /// <param name="sequence">All 64 bits.</param>
    public static bool TryInfer(uint low, ulong highest, out ulong sequence)
    {
        ulong left = unchecked(highest - (ReplayWindow.Size - 1));
        sequence = unchecked(left + (low - (uint)left));
        bool leftIsNegative = highest < ReplayWindow.Size - 1;
        bool passedZero = sequence < left;
        return leftIsNegative == passedZero;
    }
}
