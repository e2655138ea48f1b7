using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Packages;

/// <summary>
/// What cross-build/package.sh makes of this machine's executable, signed with a key of the tests' own: made once for all of
/// them, and gone with the process.
/// </summary>
internal static class PackageBuild
{
    /// <summary>With what has a meaning to sed.</summary>
    public const string Maintainer = "Tests & Co/Sons <tests@example.org>";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string> Work = new(CreateFolder);
    private static readonly Lazy<string> Made = new(() => Make("packages"));

    /// <summary>What is missing to make packages, or null.</summary>
    public static string? Missing => HoldfastBinary.Missing ?? MissingProgram("signify-openbsd", "signify-openbsd");

    public static string Folder => Made.Value;

    public static string Version => Of("*.deb").Split('_')[1];

    public static string Deb => Of("*.deb");

    public static string Archive => Of("*.tar.gz");

    public static string BillOfMaterials => Of("*.spdx.json");

    /// <summary>The bare executable, as `holdfast update` takes it.</summary>
    public static string Executable => Path.Combine(Folder, $"holdfast-{Version}-{HoldfastBinary.HostRid}");

    public static string PublicKey => Path.Combine(Work.Value, "key.pub");

    /// <summary>Runs package.sh once more.</summary>
    /// <param name="name">Of a new folder.</param>
    /// <param name="environment">What is another than usual.</param>
    /// <returns>The folder.</returns>
    public static string Make(string name, IReadOnlyDictionary<string, string>? environment = null)
    {
        string output = Path.Combine(Work.Value, name);
        using var process = BackgroundProcess.Start(
            [
                Path.Combine(HoldfastBinary.Root, "cross-build", "package.sh"), "--no-build",
                "--sign-key", Path.Combine(Work.Value, "key.sec"), "--maintainer", Maintainer, "--output", output, HoldfastBinary.HostRid,
            ],
            environment);
        return process.WaitForExit(Patience) == 0 ? output : throw new LabException(process.Transcript());
    }

    /// <summary>A folder of a test's own; goes with the process.</summary>
    public static string Scratch(string name) => Directory.CreateDirectory(Path.Combine(Work.Value, $"{name}-{Guid.NewGuid():N}")).FullName;

    public static string? MissingProgram(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"{program} is missing: apt-get install {package}";

    private static string Of(string pattern) => Assert.Single(Directory.GetFiles(Folder, pattern));

    private static string CreateFolder()
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-packages-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Command.Check(["signify-openbsd", "-G", "-n", "-c", "tests", "-p", Path.Combine(folder, "key.pub"), "-s", Path.Combine(folder, "key.sec")]);
        return folder;
    }
}
