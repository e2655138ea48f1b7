using System.Text;

namespace Holdfast.Host.Names;

/// <summary>
/// resolvconf(8): a record for the tunnel, from which it makes resolv.conf anew. There are two programs of that name. Debian's
/// knows neither order nor domains of a record, but puts those of "tun*" first (interface-order(5)). openresolv has a metric,
/// exclusive records (-x), and private ones (-p): their servers are asked for their domains alone, where resolv.conf leads to a
/// server on this host that openresolv configures.
/// </summary>
public sealed class ResolvconfWay(SystemFiles files) : INameWay
{
    internal const string Program = "resolvconf";

    private const string OpenresolvFile = "/etc/resolvconf.conf";

    public string Word => "resolvconf";

    public string Title => "resolvconf";

    public bool CanSplit => IsOpenresolv && SetsServerOfHost();

    private bool IsOpenresolv => files.Exists(OpenresolvFile);

    /// <summary>Both say so in a comment of the resolv.conf that they make; without it they would leave it alone.</summary>
    public string? Refusal(bool isAsked)
    {
        if (files.Program(Program) is null)
            return $"there is no {Program}";
        return isAsked || files.ResolvConfHas("resolvconf") ? null : "it is there, but resolv.conf is not made by it";
    }

    public IReadOnlyList<NameCommand> Set(TunnelNames names)
    {
        bool isPrivate = names.IsSplit && CanSplit;
        StringBuilder text = new();
        foreach (Wire.IpAddress server in names.Servers)
            text.Append("nameserver ").Append(server).Append('\n');
        if (isPrivate)
            text.Append("search ").AppendJoin(' ', names.Domains).Append('\n');
        string[] options = !IsOpenresolv ? []
            : isPrivate ? ["-p"]
            : names.IsSplit ? ["-m", "0"]
            : ["-m", "0", "-x"];
        return [Resolvconf(["-a", Record(names.Device), .. options], text.ToString())];
    }

    public IReadOnlyList<NameCommand> Undo(string device, string place) => IsGone(device)
        ? []
        : [Resolvconf(IsOpenresolv ? ["-f", "-d", Record(device)] : ["-d", Record(device)])];

    public bool IsGone(string device) => files.Program(Program) is null;

    private string Record(string device) => IsOpenresolv ? $"{device}.holdfast" : $"tun.{device}.holdfast";

    /// <summary>name_servers in resolvconf.conf(5) is what goes into resolv.conf in place of the records' servers.</summary>
    private bool SetsServerOfHost()
    {
        foreach (string line in files.Read(OpenresolvFile).Split('\n'))
        {
            if (line.StartsWith("name_servers=", StringComparison.Ordinal)
                && (line.Contains("127.", StringComparison.Ordinal) || line.Contains("::1", StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    private NameCommand Resolvconf(string[] arguments, string? input = null) => new([files.Program(Program) ?? Program, .. arguments], input);
}
