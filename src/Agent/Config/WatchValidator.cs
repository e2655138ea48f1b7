namespace Holdfast.Config;

/// <summary>The watchdog keys, which hold for the file as a whole.</summary>
internal static class WatchValidator
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public static WatchConfig Validate(RawOptions raw, ConfigValues values)
    {
        if (raw.WatchdogTimeout is not null && raw.WatchdogDevice is null)
            values.Fail(ConfigKeys.WatchdogTimeout, "is of use with \"watchdogDevice\" only");
        return new WatchConfig
        {
            Device = Device(raw.WatchdogDevice, values),
            DeviceTimeout = values.Duration(raw.WatchdogTimeout, ConfigKeys.WatchdogTimeout, ConfigDefaults.WatchdogTimeout, Least, Most),
            HangTimeout = values.DurationOr(ConfigDefaults.Auto, raw.HangTimeout, ConfigKeys.HangTimeout, Least, Most),
        };
    }

    private static string? Device(string? path, ConfigValues values)
    {
        if (path is null || (path.StartsWith('/') && !path.Any(char.IsControl)))
            return path;
        values.Fail(ConfigKeys.WatchdogDevice, $"{InputText.Quote(path)} is no device; it takes its whole path, such as \"/dev/watchdog\"");
        return null;
    }
}
