namespace Holdfast.Config;

/// <summary>Who notices that the agent hangs, beside the service manager.</summary>
public sealed class WatchConfig
{
    /// <summary>A watchdog of the machine's, such as /dev/watchdog; null: none.</summary>
    public string? Device { get; init; }

    /// <summary>Silence after which the device reboots the machine.</summary>
    public TimeSpan DeviceTimeout { get; init; } = ConfigDefaults.WatchdogTimeout;

    /// <summary>Silence of the event loop after which the agent ends itself or the service manager ends it; null: each as it thinks best.</summary>
    public TimeSpan? HangTimeout { get; init; }

    /// <summary>The same where no service manager watches.</summary>
    public TimeSpan OwnTimeout => HangTimeout ?? ConfigDefaults.HangTimeout;

    /// <summary>In words, what is not by default.</summary>
    public IEnumerable<string> Describe()
    {
        List<string> lines = [];
        if (Device is not null)
            lines.Add($"feed the watchdog {Device}, which reboots the machine after {DurationText.Format(DeviceTimeout)} of silence");
        if (HangTimeout is { } timeout)
            lines.Add($"end when it hangs for {DurationText.Format(timeout)}");
        return lines;
    }
}
