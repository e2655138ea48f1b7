namespace Holdfast.Lab.Gateway;

/// <summary>A strongSwan that the lab can start.</summary>
public enum GatewayVersion
{
    /// <summary>The machine's own: 5.9 on Debian 12.</summary>
    Installed,

    /// <summary>Debian sid's, 6.1 or later, unpacked beside the machine's by scripts/gateway-root.sh.</summary>
    Sid,
}

/// <summary>Where the versions are.</summary>
public static class GatewayRoot
{
    private const string Script = "tests/Lab.Tests/scripts/gateway-root.sh";

    /// <summary>Where the scripts keep what takes long to get.</summary>
    public static string Cache { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "holdfast");

    private static string SidRoot => Path.Combine(Cache, "gateway", "sid");

    /// <summary>The root directory that the daemon and its tools run in.</summary>
    public static string Of(GatewayVersion version) => version == GatewayVersion.Installed ? "/" : SidRoot;

    /// <summary>What is missing to start this version, or null.</summary>
    public static string? Missing(GatewayVersion version)
    {
        var daemon = Of(version) + "/usr/sbin/charon-systemd";
        return version == GatewayVersion.Installed || File.Exists(daemon) ? null : $"{daemon} is missing: {Script}";
    }
}
