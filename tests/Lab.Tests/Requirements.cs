using Holdfast.Lab.Compare;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab;

/// <summary>What the lab needs of the machine. Each lack is named together with its remedy.</summary>
public static class Requirements
{
    private const string Tun = "/dev/net/tun";
    private const string Libipsec = "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so";

    private static readonly (string Program, string Package)[] Programs =
    [
        ("ip", "iproute2"), ("nft", "nftables"), ("ping", "iputils-ping"), ("iperf3", "iperf3"),
        ("charon-systemd", "charon-systemd"), ("swanctl", "strongswan-swanctl"),
    ];

    private static readonly (string Program, string Package)[] CapturePrograms =
        [("dumpcap", "wireshark-common"), ("tshark", "tshark")];

    private static readonly (string Program, string Package)[] RadiusPrograms = [("freeradius", "freeradius")];

    private static readonly Lazy<string?> Found = new(() =>
        MissingOf(Programs) ?? MissingPlugin() ?? MissingDevice() ?? MissingPrivilege());

    /// <summary>The first thing that is missing, or null.</summary>
    public static string? Missing => Found.Value;

    /// <summary>What is missing for captures, or null.</summary>
    public static string? MissingForCaptures => MissingOf(CapturePrograms);

    /// <summary>What is missing to compile a program, or null.</summary>
    public static string? MissingForPrograms => MissingOf([("gcc", "gcc")]);

    /// <summary>What is missing for a RADIUS server, or null.</summary>
    public static string? MissingForRadius => MissingOf(RadiusPrograms);

    /// <summary>What is missing to compare with others, or null.</summary>
    public static string? MissingForComparison => Missing ?? MissingOf([("openvpn", "openvpn")]) ?? WireGuardGo.Missing;

    /// <summary>null if the kernel itself can do ESP; nothing but adding an SA tells.</summary>
    public static string? MissingKernelEsp()
    {
        using var network = NetworkNamespace.Create("probe");
        var result = network.Run(
            "ip", "xfrm", "state", "add", "src", "192.0.2.1", "dst", "192.0.2.2", "proto", "esp", "spi", "0x1000",
            "mode", "transport", "aead", "rfc4106(gcm(aes))", "0x0102030405060708090a0b0c0d0e0f1011121314", "128");
        return result.ExitCode == 0 ? null : $"this kernel has no ESP: {result.Error.ReplaceLineEndings(" ")}";
    }

    private static string? MissingOf((string Program, string Package)[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return programs.Where(wanted => !folders.Any(folder => File.Exists(Path.Combine(folder, wanted.Program))))
            .Select(wanted => $"{wanted.Program} is missing: apt-get install {wanted.Package}")
            .FirstOrDefault();
    }

    private static string? MissingPlugin() =>
        File.Exists(Libipsec) ? null : $"{Libipsec} is missing: apt-get install libcharon-extra-plugins";

    private static string? MissingDevice()
    {
        try
        {
            using var _ = File.Open(Tun, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{Tun} cannot be opened ({error.Message}): modprobe tun";
        }
    }

    private static string? MissingPrivilege()
    {
        try
        {
            using var network = NetworkNamespace.Create("probe");
            return network.Run("true").ExitCode == 0 ? null : "no command can be run in a network namespace";
        }
        catch (LabException error)
        {
            var reason = error.Message.ReplaceLineEndings(" ");
            return $"network namespaces need root or tests/Lab.Tests/scripts/isolated.sh: {reason}";
        }
    }
}
