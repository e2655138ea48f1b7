using Holdfast.Config;
using Holdfast.Platform;
using Holdfast.Wire;
using LinuxPrefix = Holdfast.Platform.IpPrefix;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Host.Net;

/// <summary>
/// The routing rules of one connection: what leads into its table, what may go past it, and what stops where there is no
/// tunnel. In the order of precedence: networks of the site that are named; networks behind the gateway that are named; with
/// everything in the tunnel the site's other private networks; everything.
/// </summary>
/// <param name="connection">Place of the connection in the file, from 0; it orders the rules.</param>
/// <param name="mark">Of the agent's own packets, which no rule of ours touches.</param>
public sealed class TunnelRules(int connection, uint table, uint mark)
{
    /// <summary>The tag of our routes and rules (rtm_protocol, FRA_PROTOCOL); not assigned to anyone else.</summary>
    public const byte Protocol = 72;

    /// <summary>Of the two rules that hold the agent's own packets on one uplink; the next is the other's.</summary>
    public const uint PinPriority = 18290;

    /// <summary>Networks of the site that the configuration names stay outside of every tunnel.</summary>
    public const uint OwnPriority = 18300;

    /// <summary>Tunnels to single networks come first: one to everything must not swallow them.</summary>
    public const uint SplitPriority = 18400;

    /// <summary>Of tunnels to everything; before the main table (32766).</summary>
    public const uint FullPriority = 18500;

    /// <summary>Behind all tunnels: what one of them loses, another one to everything may carry.</summary>
    public const uint BlockPriority = 18600;

    /// <summary>Behind any route of a tunnel, whatever its own metric.</summary>
    public const uint BlockMetric = 0x48460000;

    /// <summary>Of the first connection; the next has the next one. High, so that nobody else has it.</summary>
    private const uint FirstBlockTable = 0x48460000;

    private const uint RulesOfFullTunnel = 3;
    private const uint LastPriority = 18699;

    /// <summary>
    /// RFC 1918 and RFC 3927, RFC 4291 and RFC 4193. Not one public address: a hostile DHCP server or router advertisement
    /// that claims a network to be local (TunnelVision, TunnelCrack) draws nothing out of the tunnel but these, and none of these
    /// by a route for half of the Internet, as only routes for such a network or a part of it count. The last two
    /// never go further than the link; of IPv6 the kernel's local table has such, before any rule.
    /// </summary>
    private static readonly List<LinuxPrefix> LocalNetworks =
    [
        Network("10.0.0.0", 8), Network("172.16.0.0", 12), Network("192.168.0.0", 16), Network("169.254.0.0", 16),
        Network("fe80::", 10), Network("fc00::", 7), Network("224.0.0.0", 4), Network("255.255.255.255", 32),
    ];

    public uint Table => table;

    /// <summary>Holds nothing but the end of what gets that far, of IPv4.</summary>
    public uint BlockTable => FirstBlockTable + (uint)connection;

    /// <summary>What <see cref="Remote"/> holds leaves through the tunnel or not at all.</summary>
    public bool KillSwitch { get; init; }

    /// <summary>With everything in the tunnel, the site's private networks stay reachable outside.</summary>
    public bool AllowsLocalNetwork { get; init; } = true;

    /// <summary>Networks of this site that may use the tunnel.</summary>
    public IReadOnlyList<WirePrefix> Own { get; init; } = [];

    /// <summary>What is behind the gateway, as configured.</summary>
    public IReadOnlyList<WirePrefix> Remote { get; init; } = [];

    public static TunnelRules Of(ConnectionConfig config) => new(config.Index, config.RouteTable, config.FwMark)
    {
        KillSwitch = config.KillSwitch,
        AllowsLocalNetwork = config.LocalNetwork == LocalNetworkChoice.Allow,
        Own = Prefixes(config.Children.SelectMany(child => child.Local)),
        Remote = Prefixes(config.Children.SelectMany(child => child.TunnelledRemote)),
    };

    /// <summary>Whether a rule's priority is one of ours.</summary>
    public static bool IsPriority(uint priority) => priority is >= PinPriority and <= LastPriority;

    /// <summary>The rules of one family while a tunnel stands.</summary>
    /// <param name="isFull">Everything of the family goes through it.</param>
    public IEnumerable<RuleItem> Of(bool isIPv6, bool isFull)
    {
        foreach (WirePrefix own in Own)
        {
            if (own.Length > 0 && IsOf(own, isIPv6))
                yield return PastTheTunnel(OwnPriority + (uint)connection, ToLinux(own), suppress: 0);
        }

        if (!isFull)
        {
            yield return IntoTheTunnel(isIPv6, SplitPriority + (uint)connection);
            yield break;
        }

        uint priority = FullPriority + (RulesOfFullTunnel * (uint)connection);
        yield return IntoTheTunnel(isIPv6, priority, suppress: 0);
        foreach (LinuxPrefix network in AllowsLocalNetwork ? LocalNetworks : [])
        {
            if (network.IsIPv6 == isIPv6)
                yield return PastTheTunnel(priority + 1, network, suppress: IsOfTheLink(network) ? -1 : network.Length - 1);
        }

        yield return IntoTheTunnel(isIPv6, priority + 2);
    }

    /// <summary>
    /// What is to be there for as long as nothing may get past the tunnel, whether it stands or not. A tunnel for everything
    /// of one family stops all of the other one too, unless networks of that are named.
    /// </summary>
    public IEnumerable<PlanItem> Guard()
    {
        foreach (bool isIPv6 in new[] { false, true })
        {
            bool hasNetworks = false, isStopped = false, isOtherFull = false;
            foreach (WirePrefix network in Remote)
            {
                hasNetworks |= IsOf(network, isIPv6);
                isStopped |= network.Length == 0 && IsOf(network, isIPv6);
                isOtherFull |= network.Length == 0 && !IsOf(network, isIPv6);
                if (network.Length > 0 && IsOf(network, isIPv6))
                    yield return Stop(network);
            }

            isStopped |= isOtherFull && !hasNetworks;
            // The last word first: from here on nothing gets past, and what follows only lets through.
            foreach (PlanItem item in isStopped ? StopAll(isIPv6) : [])
                yield return item;
            if (!isStopped && !hasNetworks)
                continue;
            foreach (RuleItem rule in Of(isIPv6, isStopped))
                yield return rule;
        }
    }

    private static bool IsOf(WirePrefix prefix, bool isIPv6) => prefix.Network.IsIPv6 == isIPv6;

    private static LinuxPrefix Network(string address, int length) => new(System.Net.IPAddress.Parse(address), length);

    private static LinuxPrefix ToLinux(WirePrefix prefix) => new(prefix.Network.ToIPAddress(), prefix.Length);

    private static bool IsOfTheLink(LinuxPrefix network) => !network.IsIPv6 && network.Address.GetAddressBytes()[0] >= 224;

    private static List<WirePrefix> Prefixes(IEnumerable<SelectorConfig> selectors)
    {
        List<WirePrefix> prefixes = [];
        foreach (SelectorConfig selector in selectors)
        {
            if (selector.Addresses is { } span)
                prefixes.AddRange(AddressRange.ToPrefixes(span.First, span.Last));
        }

        return prefixes;
    }

    private RouteItem Stop(WirePrefix network) => Unreachable(ToLinux(network), table);

    private static RouteItem Unreachable(LinuxPrefix network, uint table) => new(new RouteEntry(network)
    {
        Type = RouteType.Unreachable, Table = table, Priority = BlockMetric, Protocol = Protocol,
    });

    /// <summary>
    /// IPv4 takes a route in a table of its own for this: by the rules the kernel also looks whether the router of a new route is on the
    /// link (fib_check_nh), and a rule that says no would keep out the default route of every uplink whose router has no private
    /// address, so that a link that went could not come back. That look is for the link alone (RT_SCOPE_LINK), which passes over this
    /// route; what a program sends with SO_DONTROUTE does too, and gets no further than the link.
    /// </summary>
    private PlanItem[] StopAll(bool isIPv6)
    {
        uint priority = BlockPriority + (uint)connection;
        return isIPv6
            ? [ForOthers(new RuleEntry(true, priority, 0) { IsUnreachable = true })]
            : [Unreachable(new LinuxPrefix(System.Net.IPAddress.Any, 0), BlockTable), IntoTable(isIPv6: false, priority, BlockTable)];
    }

    private RuleItem IntoTheTunnel(bool isIPv6, uint priority, int suppress = -1) => IntoTable(isIPv6, priority, table, suppress);

    private RuleItem IntoTable(bool isIPv6, uint priority, uint to, int suppress = -1) => ForOthers(
        new RuleEntry(isIPv6, priority, to) { SuppressPrefixLength = suppress });

    /// <summary>Not for packets that carry the agent's mark.</summary>
    private RuleItem ForOthers(RuleEntry rule) =>
        new(rule with { Mark = mark, Mask = uint.MaxValue, Invert = true, Protocol = Protocol });

    private static RuleItem PastTheTunnel(uint priority, LinuxPrefix network, int suppress) => new(
        new RuleEntry(network.IsIPv6, priority, RouteEntry.MainTable)
        {
            Destination = network, SuppressPrefixLength = suppress, Protocol = Protocol,
        });
}
