namespace Holdfast.Esp;

/// <summary>
/// The receiver's anti-replay window (RFC 4303 section 3.4.3) over 64-bit sequence numbers: a ring of words, one bit a
/// number, so that moving on clears whole words and shifts nothing. Check before authentication, commit after it.
/// </summary>
public sealed class ReplayWindow
{
    /// <summary>Numbers up to and with the highest that are told apart; older ones are refused.</summary>
    public const int Size = 2048;

    private const int WordBits = 64;

    // A power of two with room for the word that the window has left half behind.
    private const int Words = 2 * Size / WordBits;

    private readonly ulong[] _ring = new ulong[Words];

    /// <summary>The right edge: the highest number committed; 0 before the first.</summary>
    public ulong Highest { get; private set; }

    public ReplayVerdict Check(ulong sequence)
    {
        if (sequence > Highest)
            return ReplayVerdict.Fresh;
        if (sequence == 0 || Highest - sequence >= Size)
            return ReplayVerdict.TooOld;
        return (Word(sequence) & Bit(sequence)) == 0 ? ReplayVerdict.Fresh : ReplayVerdict.Duplicate;
    }

    /// <summary>Marks a number as seen. Only for a number that <see cref="Check"/> called fresh.</summary>
    public void Commit(ulong sequence)
    {
        if (sequence > Highest)
            MoveTo(sequence);
        Word(sequence) |= Bit(sequence);
    }

    private static ulong Bit(ulong sequence) => 1UL << (int)(sequence % WordBits);

    private ref ulong Word(ulong sequence) => ref _ring[(int)(sequence / WordBits % Words)];

    private void MoveTo(ulong sequence)
    {
        ulong from = Highest / WordBits;
        ulong steps = Math.Min(sequence / WordBits - from, Words);
        for (ulong i = 1; i <= steps; i++)
            _ring[(int)((from + i) % Words)] = 0;
        Highest = sequence;
    }
}
