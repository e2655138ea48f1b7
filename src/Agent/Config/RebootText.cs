namespace Holdfast.Config;

/// <summary>After how long without a tunnel the machine may be rebooted: a duration, or "never".</summary>
internal static class RebootText
{
    private const string Never = "never";

    /// <summary>Shorter than that, it would be faster to wait.</summary>
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Max = TimeSpan.FromHours(24 * 7);

    /// <summary>Null: never, which is the default.</summary>
    public static TimeSpan? Read(ConfigValues values, string? text)
    {
        if (text is null or Never)
            return null;
        if (DurationText.TryParse(text, out TimeSpan after) && after >= Min && after <= Max)
            return after;
        values.Fail(ConfigKeys.RebootAfter, $"{InputText.Quote(text)} is not allowed; it takes \"{Never}\", or {DurationText.Allowed}, " +
            $"from {DurationText.Format(Min)} to {DurationText.Format(Max)}");
        return null;
    }
}
