using Holdfast.Config;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>The configuration on a boot partition, and the folder that this is mounted at.</summary>
public sealed record CardFile(string Folder, string Name)
{
    private const string Wanted = "holdfast.json", AsWindowsNames = "holdfast.json.txt";

    public string FullPath => Path.Combine(Folder, Name);

    /// <summary>Windows shows no ".txt" and adds it.</summary>
    public bool HasAddedEnding => string.Equals(Name, AsWindowsNames, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: there is none. More than one is a problem, as nobody can tell which is meant.</summary>
    public static CardFile? Find(IReadOnlyList<string> folders, out ConfigError? problem)
    {
        problem = null;
        CardFile? found = null;
        foreach (string folder in folders)
        {
            foreach (string name in new SystemFiles().Names(folder, IsWanted))
            {
                CardFile other = new(folder, name);
                if (found is not null && !IsSame(found, other))
                    problem ??= new ConfigError(found.Name, "", $"is not the only one, there is {other.FullPath} too; remove the one that is not meant");
                found ??= other;
            }
        }

        return found;
    }

    /// <summary>A file that may have been meant, such as the "holdfast (1).json" of a browser.</summary>
    public static CardFile? FindSimilar(IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            foreach (string name in new SystemFiles().Names(folder, IsSimilar))
                return new CardFile(folder, name);
        }

        return null;
    }

    private static bool IsWanted(string name) =>
        string.Equals(name, Wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(name, AsWindowsNames, StringComparison.OrdinalIgnoreCase);

    private static bool IsSimilar(string name) =>
        name.StartsWith("holdfast", StringComparison.OrdinalIgnoreCase) && name.Contains(".js", StringComparison.OrdinalIgnoreCase) && !IsWanted(name);

    /// <summary>One partition may be mounted at both places.</summary>
    private static bool IsSame(CardFile one, CardFile other)
    {
        try
        {
            return FileGuard.Inspect(one.FullPath).IsSameFileAs(FileGuard.Inspect(other.FullPath));
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
