using System.Globalization;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>The kernel's counters of UDP in a namespace.</summary>
public static class UdpCounters
{
    private const string Udp = "Udp: ", Full = "RcvbufErrors";

    /// <summary>Datagrams that were thrown away since a socket's buffer was full, of both families.</summary>
    public static int Unread(NetworkNamespace network)
    {
        var rows = network.Check("cat", "/proc/net/snmp").Split('\n')
            .Where(line => line.StartsWith(Udp, StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        var ipv6 = network.Check("cat", "/proc/net/snmp6").Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(line => line is ["Udp6" + Full, _]);
        return Number(rows[1][Array.IndexOf(rows[0], Full)]) + Number(ipv6?[1] ?? "0");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
