namespace Holdfast.Host.Names;

/// <summary>
/// systemd-resolved, by resolvectl(1): the servers belong to the tunnel's link, with the domains that go there ("~." is all of
/// them). It forgets them when the link goes.
/// </summary>
/// <param name="encrypts">By DNS over TLS, strictly: with the names that the servers' certificates have to be for.</param>
public sealed class ResolvedWay(SystemFiles files, bool encrypts = false) : INameWay
{
    private const string Runtime = "/run/systemd/resolve";
    private const string Program = "resolvectl";

    public string Word => "resolved";

    public string Title => encrypts ? "systemd-resolved and DNS over TLS" : "systemd-resolved";

    public bool Encrypts => encrypts;

    public bool CanSplit => true;

    /// <summary>
    /// Its resolv.conf says whose it is, in a comment; where that is another's, the C library still asks it through "resolve" in
    /// nsswitch.conf.
    /// </summary>
    public string? Refusal(bool isAsked)
    {
        if (!files.Exists(Runtime))
            return "it does not run";
        if (files.Program(Program) is null)
            return $"there is no {Program}";
        bool isUsed = isAsked || files.ResolvConfHas("systemd-resolved") || files.ResolvConfHas("127.0.0.53") || IsInNsswitch();
        return isUsed ? null : "it runs, but nothing here asks it";
    }

    /// <summary>
    /// It asks a link's servers only where the link has an address of more than link scope (link_relevant() in its source), and
    /// takes no servers for the loopback device. A tunnel of policies has its addresses there.
    /// </summary>
    public string? Refusal(TunnelNames names) => names.HasDevice ? null : "a tunnel of policies alone has no link with an address";

    /// <summary>One after the other, what the one has set up is undone for the other.</summary>
    public string Place(TunnelNames names) => encrypts ? "tls" : INameWay.NoPlace;

    public IReadOnlyList<NameCommand> Set(TunnelNames names)
    {
        List<string> servers = ["dns", names.Device], domains = ["domain", names.Device];
        if (encrypts)
        {
            foreach (EncryptedServer server in names.Encrypted)
                servers.Add(server.ToString());
        }
        else
        {
            foreach (Wire.IpAddress server in names.Servers)
                servers.Add(server.ToString());
        }

        foreach (string domain in names.Domains)
            domains.Add($"~{domain}");
        if (!names.IsSplit)
            domains.Add("~.");
        NameCommand[] all = [Resolvectl(servers), Resolvectl(domains), Resolvectl(["default-route", names.Device, names.IsSplit ? "no" : "yes"])];
        return encrypts ? [Resolvectl(["dnsovertls", names.Device, "yes"]), .. all] : all;
    }

    public IReadOnlyList<NameCommand> Undo(string device, string place) => IsGone(device) ? [] : [Resolvectl(["revert", device])];

    public bool IsGone(string device) => !files.Exists($"/sys/class/net/{device}") || files.Program(Program) is null;

    private bool IsInNsswitch()
    {
        foreach (string line in files.Read("/etc/nsswitch.conf").Split('\n'))
        {
            if (line.StartsWith("hosts:", StringComparison.Ordinal) && line.Split(' ', '\t').Contains("resolve"))
                return true;
        }

        return false;
    }

    private NameCommand Resolvectl(List<string> arguments) => new([files.Program(Program) ?? Program, .. arguments]);
}
