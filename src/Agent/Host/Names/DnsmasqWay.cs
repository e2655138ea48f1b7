using System.Text;
using Holdfast.Platform;

namespace Holdfast.Host.Names;

/// <summary>
/// dnsmasq(8), as on OpenWrt and other routers: a file for each tunnel in the folder that it reads configuration from, and then a
/// restart. SIGHUP is not enough: that reads /etc/hosts, resolv-file and servers-file anew, but no configuration file and none
/// of conf-dir; and a servers-file is the administrator's to have.
/// </summary>
public sealed class DnsmasqWay(SystemFiles files) : INameWay
{
    internal const string Script = "/etc/init.d/dnsmasq";

    private const string Mark = "# holdfast: name servers of the tunnel, removed when it ends\n";
    private const string Prefix = "holdfast-", Suffix = ".conf"; // some read *.conf alone
    private const int WorldReadable = 0x1A4; // 0644
    private const int NoProcess = 3; // ESRCH

    /// <summary>procd waits five seconds for one that does not end before it kills it.</summary>
    private static readonly TimeSpan ForRestart = TimeSpan.FromSeconds(10);

    public string Word => "dnsmasq";

    public string Title => "dnsmasq";

    public bool CanSplit => true;

    public string? Refusal(bool isAsked)
    {
        if (DnsmasqInstance.Find(files) is not { } instance)
            return "it does not run";
        if (instance.Folder is null)
            return "it reads no folder; give its configuration a line such as conf-dir=/etc/dnsmasq.d";
        if (Restart().Count == 0)
            return $"nothing restarts it: there is neither {Script} nor systemctl";
        return isAsked || files.AsksItself() ? null : "it runs, but this host does not ask it";
    }

    /// <exception cref="LinuxException">It has ended since it was found.</exception>
    public string Place(TunnelNames names) => DnsmasqInstance.Find(files)?.Folder is { } folder
        ? $"{folder}/{Prefix}{names.Device}{Suffix}"
        : throw new LinuxException("find dnsmasq", NoProcess);

    public IReadOnlyList<NameCommand> Set(TunnelNames names)
    {
        FileGuard.WriteAtomically(files.Real(Place(names)), Encoding.UTF8.GetBytes(Text(names)), WorldReadable);
        return Restart();
    }

    public IReadOnlyList<NameCommand> Undo(string device, string place) => FileGuard.Remove(files.Real(place)) ? RestartIfItRuns() : [];

    /// <summary>A folder below /etc outlives a power cut, and the journal does not.</summary>
    public IReadOnlyList<NameCommand>? Sweep(IReadOnlyCollection<string> devices)
    {
        if (DnsmasqInstance.Find(files)?.Folder is not { } folder)
            return null;
        bool isRemoved = false;
        foreach (string name in files.Names(folder, IsOurs))
        {
            string path = $"{folder}/{name}";
            if (!devices.Contains(name[Prefix.Length..^Suffix.Length]) && files.Read(path).StartsWith(Mark, StringComparison.Ordinal))
                isRemoved |= FileGuard.Remove(files.Real(path));
        }

        return isRemoved ? RestartIfItRuns() : null;
    }

    /// <summary>
    /// Of one domain: its servers, and answers with private addresses (RFC 8598 section 5), which stop-dns-rebind would drop. Of all
    /// names: the tunnel's servers alone, as among several that are for all names dnsmasq asks the fastest.
    /// </summary>
    public static string Text(TunnelNames names)
    {
        StringBuilder text = new(Mark);
        if (!names.IsSplit)
            text.Append("no-resolv\n");
        foreach (Wire.IpAddress server in names.IsSplit ? [] : names.Servers)
            text.Append("server=").Append(server).Append('\n');
        foreach (string domain in names.Domains)
        {
            foreach (Wire.IpAddress server in names.Servers)
                text.Append("server=/").Append(domain).Append('/').Append(server).Append('\n');
            text.Append("rebind-domain-ok=/").Append(domain).Append("/\n");
        }

        return text.ToString();
    }

    private static bool IsOurs(string name) =>
        name.Length > Prefix.Length + Suffix.Length
        && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    private IReadOnlyList<NameCommand> RestartIfItRuns() => DnsmasqInstance.Find(files) is null ? [] : Restart();

    private IReadOnlyList<NameCommand> Restart()
    {
        string[]? line = files.Exists(Script) ? [Script, "restart"]
            : files.Exists("/run/systemd/system") && files.Program("systemctl") is { } systemctl ? [systemctl, "restart", "dnsmasq.service"]
            : null;
        return line is null ? [] : [new NameCommand(line) { Limit = ForRestart }];
    }
}
