namespace Holdfast.Host.Names;

/// <summary>A dnsmasq that runs, and the folder that it reads configuration from.</summary>
/// <param name="Folder">Null: it reads none.</param>
public sealed record DnsmasqInstance(string? Folder)
{
    private const string DefaultFile = "/etc/dnsmasq.conf";

    /// <summary>Those of others: NetworkManager and libvirt start theirs with a configuration of their own.</summary>
    private static readonly string[] ForeignFolders = ["/etc/NetworkManager", "/run/NetworkManager", "/var/lib/libvirt"];

    /// <summary>The first in this network namespace whose service can be restarted, one with a folder before one without; null: there is none.</summary>
    public static DnsmasqInstance? Find(SystemFiles files)
    {
        DnsmasqInstance? found = null;
        foreach (string process in files.Names("/proc", name => char.IsAsciiDigit(name[0])))
        {
            if (files.Read($"/proc/{process}/comm") != "dnsmasq\n" || NetworkOf(files, process) != NetworkOf(files, "self"))
                continue;
            DnsmasqInstance one = Read(files, files.Read($"/proc/{process}/cmdline").Split('\0'));
            if (one.Folder is { } folder && Array.Exists(ForeignFolders, foreign => folder.StartsWith(foreign, StringComparison.Ordinal)))
                continue;
            if (found?.Folder is null)
                found = one;
        }

        return found;
    }

    /// <summary>The same file for all processes of a network namespace; their ns/net is not shown to those who may not trace them.</summary>
    private static ulong NetworkOf(SystemFiles files, string process) => files.Inode($"/proc/{process}/net/dev");

    /// <summary>The command line's own folder, else that of the file that it names; OpenWrt's is /var/etc/dnsmasq.conf.NAME.</summary>
    private static DnsmasqInstance Read(SystemFiles files, string[] arguments)
    {
        string? folder = Option(arguments, "--conf-dir=", "-7");
        string file = Option(arguments, "--conf-file=", "-C") ?? DefaultFile;
        if (folder is null && file.Length > 0)
        {
            foreach (string line in files.Read(file).Split('\n'))
            {
                if (line.StartsWith("conf-dir=", StringComparison.Ordinal))
                    folder = line["conf-dir=".Length..];
            }
        }

        // What follows a comma is about the names of files: "*.conf" is those that are read, others are those that are not.
        folder = folder?.Split(',')[0].Trim().TrimEnd('/');
        return new DnsmasqInstance(folder is { Length: > 0 } && !folder.Contains(' ') && files.IsFolder(folder) ? folder : null);
    }

    /// <summary>As getopt(3) takes it: the value in the same argument or in the next one.</summary>
    private static string? Option(string[] arguments, string name, string letter)
    {
        for (int i = 1; i < arguments.Length; i++)
        {
            if (arguments[i].StartsWith(name, StringComparison.Ordinal))
                return arguments[i][name.Length..];
            if (arguments[i] == letter && i + 1 < arguments.Length)
                return arguments[i + 1];
            if (arguments[i].Length > letter.Length && arguments[i].StartsWith(letter, StringComparison.Ordinal))
                return arguments[i][letter.Length..];
        }

        return null;
    }
}
