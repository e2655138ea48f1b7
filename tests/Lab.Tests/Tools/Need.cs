namespace Holdfast.Lab.Tools;

/// <summary>What a test needs of the machine.</summary>
public static class Need
{
    public static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Skips, or in CI fails, if something is missing.</summary>
    /// <param name="missing">What, with its remedy; null for nothing.</param>
    public static void Nothing(string? missing)
    {
        if (missing is null)
            return;
        if (IsCi)
            Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
