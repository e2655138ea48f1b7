using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Machines;

/// <summary>Where the scripts and what they make are.</summary>
public static class MachineImage
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly (string Program, string Package)[] Programs =
    [
        ("mke2fs", "e2fsprogs"), ("cpio", "cpio"), ("depmod", "kmod"), ("setpriv", "util-linux"), ("dpkg-deb", "dpkg"),
    ];

    // Of kernel.sh.
    private static readonly (string Program, string Package)[] Builders =
    [
        ("make", "make"), ("gcc", "gcc"), ("flex", "flex"), ("bison", "bison"), ("bc", "bc"), ("xz", "xz-utils"),
    ];

    /// <summary>The first thing that is missing for a machine of this architecture with the agent in it, or null.</summary>
    public static string? Missing(Architecture architecture) =>
        MissingOf([.. Programs, .. architecture.Image is null ? [] : Builders, (architecture.Emulator, architecture.Package)])
        ?? MissingBinary(architecture);

    /// <summary>The first of these programs that is missing, with the package that has it, or null.</summary>
    public static string? MissingOf(IEnumerable<(string Program, string Package)> programs) => programs
        .Where(wanted => !IsThere(wanted.Program))
        .Select(wanted => $"{wanted.Program} is missing: apt-get install {wanted.Package}")
        .FirstOrDefault();

    /// <summary>Makes the image, or finds it; returns its folder.</summary>
    /// <exception cref="LabException">There is none, and none can be made.</exception>
    public static string Provide(Architecture architecture)
    {
        var command = architecture.Image ?? ["image.sh", architecture.Name, architecture.Suite];
        using var script = BackgroundProcess.Start([Script(command[0]), .. command.Skip(1)]);
        if (script.WaitForExit(Patience) != 0 || script.Output is not [.., var folder])
            throw new LabException($"{script.CommandLine}\n{script.Transcript()}");
        return folder;
    }

    /// <summary>The path of one of this project's scripts.</summary>
    public static string Script(string name) =>
        Path.Combine(HoldfastBinary.Root, "tests", "Vm.Tests", "scripts", name);

    /// <summary>The agent for a machine of this architecture.</summary>
    public static string Binary(Architecture architecture) => HoldfastBinary.For(architecture.Rid);

    private static string? MissingBinary(Architecture architecture) =>
        File.Exists(Binary(architecture))
            ? null
            : $"{Binary(architecture)} is missing: cross-build/build.sh {architecture.Rid}";

    private static bool IsThere(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
