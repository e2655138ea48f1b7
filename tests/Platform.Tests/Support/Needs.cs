namespace Holdfast.Tests;

/// <summary>What the machine lacks is a reason to skip, except in CI, where it is a failure.</summary>
internal static class Needs
{
    private static readonly bool IsCi = Environment.GetEnvironmentVariable("CI") == "true";

    public static void That(bool present, string reason)
    {
        if (present) return;
        if (IsCi) Assert.Fail($"CI=true, but {reason}");
        Assert.Skip(reason);
    }
}
