using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Boards;

/// <summary>The image that a user can make, with the package in it.</summary>
public static class BoardImage
{
    /// <summary>Names another package to test instead.</summary>
    private const string Override = "HOLDFAST_PACKAGE";

    // Debian's packages become an image once a week, in an emulated machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(25);

    private static readonly (string Program, string Package)[] Programs =
    [
        ("mcopy", "mtools"), ("mkfs.vfat", "dosfstools"), ("sfdisk", "fdisk"), ("xz", "xz-utils"), ("dnsmasq", "dnsmasq-base"),
        ("charon-systemd", "charon-systemd"), ("swanctl", "strongswan-swanctl"), ("nft", "nftables"),
    ];

    /// <summary>The first thing that is missing, or null.</summary>
    public static string? Missing => MachineImage.Missing(Architecture.Arm64) ?? MachineImage.MissingOf(Programs);

    /// <summary>The Debian package of the agent.</summary>
    /// <exception cref="LabException">It can't be made.</exception>
    public static string Package()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } named)
            return named;
        // Of the executable that is there, and beside what somebody may want to publish.
        var folder = Path.Combine(HoldfastBinary.Root, "artifacts", "board-packages");
        Build("package.sh", "--no-build", "--output", folder, Architecture.Arm64.Rid);
        return Directory.GetFiles(folder, "holdfast_*_arm64.deb").Single();
    }

    /// <summary>Makes the image, or finds it; returns its folder.</summary>
    /// <exception cref="LabException">There is none, and none can be made.</exception>
    public static string Provide() => Build(Path.Combine("images", "debian", "build.sh"), Package());

    private static string Build(string name, params IReadOnlyList<string> arguments)
    {
        using var script = BackgroundProcess.Start([Path.Combine(HoldfastBinary.Root, "cross-build", name), .. arguments]);
        if (script.WaitForExit(Patience) != 0)
            throw new LabException($"{script.CommandLine}\n{script.Transcript()}");
        return script.Output is [.., var last] ? last : "";
    }
}
