namespace Holdfast.Crypto;

internal static class RandomAnswers
{
    private const int Length = 32;

    internal static (string Name, Func<bool> Check)[] Cases => [("random source", () => Varies(new SystemRandom()))];

    /// <summary>Whether two draws differ, from each other and from nothing at all.</summary>
    internal static bool Varies(IRandom random)
    {
        Span<byte> first = stackalloc byte[Length];
        Span<byte> second = stackalloc byte[Length];
        first.Clear();
        second.Clear();
        random.Fill(first);
        random.Fill(second);
        return !first.SequenceEqual(second) && first.ContainsAnyExcept((byte)0) && second.ContainsAnyExcept((byte)0);
    }
}
