using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Binary;

/// <summary>
/// A root directory that holds the executable and nothing else; for another machine's executable also the emulator.
/// </summary>
public sealed class EmptyRoot : IDisposable
{
    private const string Program = "/holdfast", Emulator = "/emulator", TraceName = "trace";

    // Without root, a user namespace gives the right to change the root directory.
    private static readonly string[] ChangeRoot = Environment.IsPrivilegedProcess ? ["chroot"] : ["unshare", "-Ur", "chroot"];

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-root-").FullName;
    private readonly bool _isEmulated;

    public EmptyRoot(BuildTarget target)
    {
        File.Copy(target.Executable, _folder + Program);
        _isEmulated = !target.IsHost;
        if (_isEmulated)
            File.Copy(FindEmulator(target)!, _folder + Emulator);
    }

    /// <summary>What is missing to run this target's executable, or null.</summary>
    public static string? Missing(BuildTarget target) =>
        target.IsHost || FindEmulator(target) is not null
            ? null
            : $"a static {target.Emulator} is missing: apt-get install qemu-user-static";

    public CommandResult Run(string command) =>
        Command.Run(_isEmulated
            ? [.. ChangeRoot, _folder, Emulator, Program, command]
            : [.. ChangeRoot, _folder, Program, command]);

    /// <summary>The system calls that open files, from the program's start on.</summary>
    public IReadOnlyList<string> OpensOf(string command)
    {
        var trace = Path.Combine(_folder, TraceName);
        Command.Check(_isEmulated
            ? [.. ChangeRoot, _folder, Emulator, "-strace", "-D", "/" + TraceName, Program, command]
            : ["strace", "-f", "-e", "trace=execve,open,openat", "-o", trace, .. ChangeRoot, _folder, Program, command]);
        var lines = File.ReadAllLines(trace).AsEnumerable();
        if (!_isEmulated)
            lines = lines.SkipWhile(line => !line.Contains($"execve(\"{Program}\"", StringComparison.Ordinal));
        return [.. lines.Where(line => line.Contains("open", StringComparison.Ordinal))];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Debian 12 has the static one as qemu-aarch64-static, Debian 13 as qemu-aarch64.
    private static string? FindEmulator(BuildTarget target) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .SelectMany(folder => new[] { $"{folder}/{target.Emulator}-static", $"{folder}/{target.Emulator}" })
            .FirstOrDefault(path => File.Exists(path) && !ElfFile.Read(path).HasInterpreter);
}
