namespace Holdfast.Crypto;

/// <summary>Known answers for every algorithm, to find out on the device itself whether the code paths that its
/// processor selects compute the right thing. It takes a few milliseconds.</summary>
public static class SelfTest
{
    /// <summary>Never throws: a case that throws has failed.</summary>
    public static IReadOnlyList<(string Name, bool Passed)> Run() => Run(
    [
        .. CipherAnswers.Cases, .. HashAnswers.Cases, .. KeyExchangeAnswers.Cases, .. KemAnswers.Cases,
        .. RandomAnswers.Cases, .. SignatureAnswers.Cases, .. IdentityAnswers.Cases,
    ]);

    internal static IReadOnlyList<(string Name, bool Passed)> Run(IEnumerable<(string Name, Func<bool> Check)> cases) =>
        [.. cases.Select(one => (one.Name, Passes(one.Check)))];

    private static bool Passes(Func<bool> check)
    {
        try
        {
            return check();
        }
        catch (Exception) // of any kind, also a library that cannot be loaded
        {
            return false;
        }
    }
}
