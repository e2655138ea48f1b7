using System.Globalization;
using Holdfast.Config;
using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>What /etc/resolv.conf says, see resolv.conf(5), and no more of it than is used.</summary>
/// <param name="Servers">In the file's order, three at most.</param>
/// <param name="Search">Domains to try for a name without a dot.</param>
/// <param name="Timeout">How long one server is waited for.</param>
/// <param name="Attempts">Rounds over all servers.</param>
public sealed record ResolvConf(
    IReadOnlyList<DnsServer> Servers, IReadOnlyList<string> Search, TimeSpan Timeout, int Attempts)
{
    public const int MaxServers = 3;
    public const int MaxSearch = 6;

    /// <summary>
    /// Shorter than the C library's 5 s and 2 rounds: an uplink that has just come up loses the first packets.
    /// </summary>
    public const int DefaultTimeoutSeconds = 2;
    public const int DefaultAttempts = 3;

    private const int MaxTimeoutSeconds = 30;
    private const int MaxAttempts = 5;

    /// <param name="without">Servers that are left out.</param>
    public static ResolvConf Parse(string text, IReadOnlyCollection<IpAddress>? without = null)
    {
        var servers = new List<DnsServer>();
        string[] search = [];
        int timeout = DefaultTimeoutSeconds, attempts = DefaultAttempts;
        foreach (string[] fields in TextFields.Lines(text, "#;"))
        {
            switch (fields[0])
            {
                case "nameserver" when fields.Length > 1 && servers.Count < MaxServers:
                    if (IpAddress.TryParse(fields[1], out IpAddress address) && without?.Contains(address) != true) servers.Add(new DnsServer(address));
                    break;
                case "search" or "domain":
                    search = fields[1..].Where(HostName.IsValid).Take(MaxSearch).ToArray();
                    break;
                case "options":
                    timeout = Option(fields, "timeout:", timeout, MaxTimeoutSeconds);
                    attempts = Option(fields, "attempts:", attempts, MaxAttempts);
                    break;
            }
        }
        return new ResolvConf(servers, search, TimeSpan.FromSeconds(timeout), attempts);
    }

    private static int Option(string[] fields, string name, int fallback, int max)
    {
        string? option = fields.LastOrDefault(field => field.StartsWith(name, StringComparison.Ordinal));
        bool isNumber = uint.TryParse(
            option?[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        return isNumber ? (int)Math.Clamp(value, 1, (uint)max) : fallback;
    }
}
