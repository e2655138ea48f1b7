using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>OpenWrt's package around a stand-in for the agent, opened.</summary>
public sealed class Ipk : IDisposable
{
    public const string Version = "7.8.9";

    private static readonly string Scripts = Path.Combine(HoldfastBinary.Root, "cross-build/openwrt");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-ipk-").FullName;

    public Ipk(string arch = "x86_64", string epoch = "1700000000")
    {
        File.WriteAllText(Put("usr/bin/holdfast", 0b111_101_101), "the agent");
        File.WriteAllText(Put("usr/lib/holdfast/guard", 0b111_111_111), "the guard");
        File.WriteAllText(Put("usr/share/holdfast/update.pub", 0b110_000_000), "the key");
        Directory.CreateDirectory(Out);
        Command.Check([Path.Combine(Scripts, "ipk.sh"), Root, Version, arch, Out], environment: new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = epoch });
        if (!File.Exists(FileFor(arch)))
            return;
        Command.Check(["tar", "-xzf", FileFor(arch), "-C", _folder]);
    }

    public string Root => Path.Combine(_folder, "root");

    public string Out => Path.Combine(_folder, "out");

    public string Data => Path.Combine(_folder, "data.tar.gz");

    public string Control => Path.Combine(_folder, "control.tar.gz");

    public string DebianBinary => Path.Combine(_folder, "debian-binary");

    public string FileFor(string arch) => Path.Combine(Out, $"holdfast_{Version}_{arch}.ipk");

    /// <summary>Lines "mode owner path" of an archive, in its order.</summary>
    public static IReadOnlyList<string> List(string archive) =>
        [.. Command.Check(["tar", "-tvzf", archive, "--numeric-owner"]).TrimEnd('\n').Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => $"{words[0]} {words[1]} {words[^1]}")];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Put(string path, int mode)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, (UnixFileMode)mode);
        return file;
    }
}
