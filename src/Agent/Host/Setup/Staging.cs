using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Host.Names;
using Holdfast.Host.Reload;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>
/// A configuration and the files that it names, on their way into place together. They are gathered in a folder beside the configuration, and
/// are meant from when that folder has its second name: whatever happens then, the next start puts the rest into place.
/// </summary>
/// <param name="state">The state directory: a configuration on trial there is not waited for any more.</param>
public sealed class Staging(IDisk disk, string configPath, string state)
{
    /// <summary>What the configuration before is called.</summary>
    public const string BeforeSuffix = ".before";

    private const string Incoming = "incoming", Meant = "taken";

    public string ConfigPath { get; } = Path.GetFullPath(configPath);

    /// <summary>Where the configuration is, or is to be.</summary>
    public string Folder => Path.GetDirectoryName(ConfigPath)!;

    /// <summary>Where what is gathered lies until it is meant.</summary>
    public string Gathered => Path.Combine(Folder, Incoming);

    public string GatheredConfig => Path.Combine(Gathered, ConfigName);

    private string ConfigName => Path.GetFileName(ConfigPath);

    private string MeantFolder => Path.Combine(Folder, Meant);

    /// <summary>Whether this process may put a configuration there; else the folder that it may not write to.</summary>
    public bool MayWrite(out string folder)
    {
        folder = Folder;
        while (!FileGuard.Inspect(folder).Exists && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        return Account.MayWriteTo(folder);
    }

    /// <summary>A name that is the agent's own here.</summary>
    public bool IsReserved(string name) =>
        name is Incoming or Meant || name.StartsWith(ConfigName, StringComparison.OrdinalIgnoreCase)
        || FileGuard.Inspect(Path.Combine(Folder, name)) is { Exists: true, IsRegular: false };

    /// <summary>From here on files may be added; what an attempt before left is thrown away.</summary>
    public void Begin()
    {
        Discard();
        MakeFolder();
        disk.MakeFolder(Gathered);
    }

    public void MakeFolder() => disk.MakeFolder(Folder);

    public void Add(string name, ReadOnlySpan<byte> content) => disk.Write(Path.Combine(Gathered, name), content);

    /// <summary>With it goes a copy of the present one, but not of the same: the one before that is of more use.</summary>
    public void AddConfig(ReadOnlySpan<byte> content)
    {
        Add(ConfigName, content);
        if (!FileGuard.Inspect(ConfigPath).IsRegular)
            return;
        byte[] present = FileGuard.ReadAllBytes(ConfigPath, ConfigReader.MaxFileSize, out _);
        if (!CryptographicOperations.FixedTimeEquals(present, content))
            Add(ConfigName + BeforeSuffix, present);
        CryptographicOperations.ZeroMemory(present);
    }

    /// <summary>What was gathered is not meant. Nothing is asked of a disk where there is nothing: it may be read-only.</summary>
    public void Discard()
    {
        if (!FileGuard.Inspect(Gathered).IsDirectory)
            return;
        foreach (string name in NamesIn(Gathered))
            disk.RemoveFile(Path.Combine(Gathered, name));
        disk.RemoveFolder(Gathered);
    }

    /// <summary>All that was gathered is to be in place.</summary>
    public void Commit()
    {
        disk.Rename(Gathered, MeantFolder);
        Finish();
    }

    /// <summary>Goes on with what was meant and is not in place; false: nothing was. The configuration is the last.</summary>
    public bool Finish()
    {
        if (!FileGuard.Inspect(MeantFolder).IsDirectory)
            return false;
        PendingFile onTrial = new(state);
        if (onTrial.Read() is not null)
            onTrial.Forget();
        foreach (string name in NamesIn(MeantFolder))
        {
            if (name != ConfigName)
                disk.Rename(Path.Combine(MeantFolder, name), Path.Combine(Folder, name));
        }

        if (FileGuard.Inspect(Path.Combine(MeantFolder, ConfigName)).Exists)
            disk.Rename(Path.Combine(MeantFolder, ConfigName), ConfigPath);
        disk.RemoveFolder(MeantFolder);
        return true;
    }

    private static List<string> NamesIn(string folder) => new SystemFiles().Names(folder, _ => true);
}
