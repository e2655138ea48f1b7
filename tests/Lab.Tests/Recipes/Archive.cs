using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Recipes;

/// <summary>The archive that cross-build/package.sh makes, unpacked, around stand-ins; and a folder to install into.</summary>
public sealed class Archive : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-archive-").FullName;

    public Archive()
    {
        foreach (var file in new[] { "bin/holdfast", "lib/holdfast/guard", "lib/holdfast/launch", "lib/holdfast/respawn", "lib/holdfast/stop", "lib/holdfast/uninstall" })
            Put($"tree/usr/{file}", isProgram: true);
        Put("tree/usr/share/holdfast/update.pub", isProgram: false);
        Put("tree/usr/share/doc/holdfast/copyright", isProgram: false);
        foreach (var file in new[] { "holdfast.service", "holdfast-first-boot.service", "holdfast.path", "networkd.conf", "holdfast.openrc", "holdfast-first-boot.openrc", "holdfast.busybox" })
        {
            Assert.True(File.Exists(Path.Combine(HoldfastBinary.Root, "cross-build/services", file)), $"there is no {file} any more");
            Put($"services/{file}", isProgram: false);
        }
        Directory.CreateDirectory(Target);
    }

    public string Source => Path.Combine(_folder, "archive");

    public string Target => Path.Combine(_folder, "target");

    /// <summary>The folder of the images' recipes.</summary>
    public static string Recipes { get; } = Path.Combine(HoldfastBinary.Root, "cross-build/images");

    /// <summary>Lines "mode path" of what was installed, without ordinary folders.</summary>
    public IReadOnlyList<string> Installed() =>
        [.. Directory.EnumerateFileSystemEntries(Target, "*", SearchOption.AllDirectories)
            .Select(path => $"{Convert.ToString((int)File.GetUnixFileMode(path), 8)} {Path.GetRelativePath(Target, path)}")
            .Where(line => !line.StartsWith("755 ", StringComparison.Ordinal) || File.Exists(Path.Combine(Target, line[4..])))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Put(string path, bool isProgram)
    {
        string file = Path.Combine(Source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, path);
        File.SetUnixFileMode(file, (UnixFileMode)(isProgram ? 0b111_101_101 : 0b110_100_100));
    }
}
