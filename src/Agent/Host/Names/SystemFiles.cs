using System.Text;
using Holdfast.Host.Dns;
using Holdfast.Platform;

namespace Holdfast.Host.Names;

/// <summary>Looks at the files of a system. What can't be read is not there.</summary>
/// <param name="root">Of the system; empty for this one.</param>
public sealed class SystemFiles(string root = "")
{
    public const string ResolvConf = "/etc/resolv.conf";

    private const int MostBytes = 256 * 1024;

    // In the order of the search path that programs get.
    private static readonly string[] ProgramFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>Where it is for the calls of the operating system.</summary>
    public string Real(string path) => root + path;

    public bool Exists(string path) => State(path).Exists;

    public bool IsFolder(string path) => State(path).IsDirectory;

    /// <summary>The text of a file; a symbolic link is followed. Empty where there is none.</summary>
    public string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(FileGuard.ReadAllBytes(Real(path), MostBytes, out _, followSymlinks: true));
        }
        catch (LinuxException)
        {
            return "";
        }
    }

    /// <summary>Where a program is; null: nowhere.</summary>
    public string? Program(string name)
    {
        foreach (string folder in ProgramFolders)
        {
            if (Exists($"{folder}/{name}"))
                return $"{folder}/{name}";
        }

        return null;
    }

    /// <summary>Names in a folder that begin so, without the folder; the numbers of the processes in /proc are such names too.</summary>
    public List<string> Names(string folder, Func<string, bool> isWanted)
    {
        List<string> names = [];
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(Real(folder)))
            {
                if (Path.GetFileName(path) is { } name && isWanted(name))
                    names.Add(name);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // As good as empty.
        }

        return names;
    }

    /// <summary>0: there is none.</summary>
    public ulong Inode(string path) => State(path).Inode;

    /// <summary>resolv.conf names a server on this host.</summary>
    public bool AsksItself()
    {
        foreach (string[] fields in TextFields.Lines(Read(ResolvConf), "#;"))
        {
            if (fields.Length > 1 && fields[0] == "nameserver" && (fields[1] == "::1" || fields[1].StartsWith("127.", StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    public bool ResolvConfHas(string text) => Read(ResolvConf).Contains(text, StringComparison.Ordinal);

    private FileState State(string path)
    {
        try
        {
            return FileGuard.Inspect(Real(path));
        }
        catch (LinuxException)
        {
            return default;
        }
    }
}
