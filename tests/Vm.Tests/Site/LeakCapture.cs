using System.Text.RegularExpressions;
using Holdfast.Lab.Network;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Site;

/// <summary>
/// What leaves the site by one of its links and is neither IKE nor ESP to the gateway, nor asks for the site's own neighbours.
/// </summary>
public sealed partial class LeakCapture : IDisposable
{
    // A solicitation for any other address gives away where a packet was going, as ARP does.
    private const string Neighbours = "(arp and dst net 10.10.0.0/16)"
        + " or (icmp6 and (ip6[40] == 135 or ip6[40] == 136) and (ip6[48:4] == 0x20010db8 or ip6[48:2] == 0xfe80))"
        + " or (ip6 and dst net ff02::/16 and not (icmp6 and ip6[40] == 135))";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly GuestProcess _process;

    private LeakCapture(GuestProcess process) => _process = process;

    /// <summary>Begins, and returns when it sees what comes.</summary>
    /// <param name="link">The NAT's end of it.</param>
    public static LeakCapture Start(SiteLab lab, string link)
    {
        var tunnel = $"(udp and (port 500 or port 4500) and (host {lab.Gateway.Address} or host {lab.Gateway.AddressV6}))";
        var capture = new LeakCapture(lab.Guest.Start("exec 2>&1; exec ip netns exec nat "
            + $"tcpdump -Z root -lnn --immediate-mode -Q in -i {link} 'not ({tunnel} or {Neighbours})'"));
        capture._process.WaitForLine(new("listening on"), Patience);
        return capture;
    }

    /// <summary>Waits for one.</summary>
    /// <returns>How many there are by now.</returns>
    public int WaitForPacket()
    {
        _process.WaitForLine(Packet(), Patience);
        return All().Count;
    }

    /// <param name="after">How many of them are passed over.</param>
    /// <returns>The others, each a line.</returns>
    public string Packets(int after = 0) => string.Join('\n', All().Skip(after));

    public void Dispose() => _process.Dispose();

    private List<string> All() => [.. _process.Output.Where(line => Packet().IsMatch(line))];

    [GeneratedRegex(@"^\d+:\d+:\d+\.\d+ ")]
    private static partial Regex Packet();
}
