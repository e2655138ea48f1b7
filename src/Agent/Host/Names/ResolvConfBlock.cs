using System.Text;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>
/// The tunnel's name servers in resolv.conf: a marked block in front of what is there, so that it can be taken out again
/// by anyone who reads it, and by the next start after a crash.
/// </summary>
public sealed class ResolvConfBlock(string path)
{
    private const string Begin = "# holdfast: name servers of the tunnel, removed when it ends";
    private const string End = "# holdfast: end";
    private const int MaximumSize = 64 * 1024;
    private const int WorldReadable = 0x1A4; // 0644

    /// <summary>Null, or why it is not to be changed: a symbolic link is a resolver manager's.</summary>
    public string? Refusal()
    {
        try
        {
            return FileGuard.Inspect(path).IsSymlink ? "it is a symbolic link, so another program manages it" : null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>In place of the block that is there.</summary>
    /// <exception cref="LinuxException">It can't be written.</exception>
    public void Put(IReadOnlyList<IpAddress> servers) => Replace(text => Block(servers) + Without(text));

    /// <summary>Takes the block out where one is; true if there was one.</summary>
    public bool Remove()
    {
        FileState state = FileGuard.Inspect(path);
        return state.IsRegular && Replace(Without);
    }

    /// <summary>The text without any block of ours; a block that lost its end goes up to the first line that is not its own.</summary>
    public static string Without(string text)
    {
        StringBuilder kept = new();
        bool inBlock = false;
        foreach (string line in text.Split('\n'))
        {
            bool isMarker = line is Begin or End;
            inBlock = line == Begin || (inBlock && line != End && line.StartsWith("nameserver ", StringComparison.Ordinal));
            if (!isMarker && !inBlock)
                kept.Append(line).Append('\n');
        }

        // Split finds one line more than there are line ends.
        return kept.Length > 0 ? kept.ToString(0, kept.Length - 1) : "";
    }

    private static string Block(IReadOnlyList<IpAddress> servers)
    {
        IEnumerable<string> lines = servers.Select(s => $"nameserver {s}\n");
        return $"{Begin}\n{string.Concat(lines)}{End}\n";
    }

    private bool Replace(Func<string, string> change)
    {
        string before = FileGuard.Inspect(path).Exists
            ? Encoding.UTF8.GetString(FileGuard.ReadAllBytes(path, MaximumSize, out _))
            : "";
        string after = change(before);
        if (after == before)
            return false;
        FileGuard.WriteAtomically(path, Encoding.UTF8.GetBytes(after), WorldReadable);
        return true;
    }
}
