using Holdfast.Host.Names;

namespace Holdfast.Host.Setup;

/// <summary>
/// Removes from a boot partition what was taken over. The first step gives a file a name that says so: after a power cut nobody has to tell a
/// file that is half overwritten from one that is new.
/// </summary>
public sealed class CardWipe(IDisk disk)
{
    private const string Mark = "holdfast-taken-";

    /// <param name="names">The configuration is the last one: while it is there the next start does all again.</param>
    public void Wipe(string folder, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
            disk.Rename(Path.Combine(folder, names[i]), Path.Combine(folder, $"{Mark}{i}"));
        Finish(folder);
    }

    /// <summary>Goes on where one before was interrupted.</summary>
    public void Finish(string folder)
    {
        List<string> left = new SystemFiles().Names(folder, name => name.StartsWith(Mark, StringComparison.OrdinalIgnoreCase));
        foreach (string name in left)
        {
            disk.Overwrite(Path.Combine(folder, name));
            disk.RemoveFile(Path.Combine(folder, name));
        }

        if (left.Count > 0)
            disk.Sync(folder);
    }
}
