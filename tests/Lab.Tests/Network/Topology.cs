using static Holdfast.Lab.Network.Addresses;

namespace Holdfast.Lab.Network;

/// <summary>
/// site (10.10.1.2) -- nat (10.10.1.1 | 192.0.2.1, masquerade) -- gateway (192.0.2.2 | 10.20.0.1) -- host (10.20.0.2).
/// Outside the tunnel there is IPv4 only; behind the gateway IPv6 too.
/// </summary>
public sealed class Topology : IDisposable
{
    /// <summary>The device of the site, and of the gateway, that faces the other.</summary>
    public const string Wan = "wan";

    private const string NatRules = """
        table ip nat {
          chain postrouting {
            type nat hook postrouting priority srcnat;
            oif "outside" meta l4proto udp masquerade to :20000-29999
            oif "outside" masquerade
          }
        }
        table ip filter {
          chain forwarding {
            type filter hook forward priority filter; policy drop;
            ct state established,related accept
            iif "inside" accept
          }
        }
        """;

    private readonly Stack<NetworkNamespace> _namespaces = new();

    private Topology(string gatewayRoot)
    {
        Folder = Directory.CreateTempSubdirectory("holdfast-lab-").FullName;
        try
        {
            Site = new Machine(Add("site"), Path.Combine(Folder, "site"));
            Nat = Add("nat");
            Gateway = new Machine(Add("gw"), Path.Combine(Folder, "gateway"), gatewayRoot);
            Host = Add("host");
            Connect();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A folder for everything that a run writes; goes with the lab.</summary>
    public string Folder { get; }

    public Machine Site { get; }

    public NetworkNamespace Nat { get; }

    public Machine Gateway { get; }

    public NetworkNamespace Host { get; }

    /// <param name="gatewayRoot">The directory that has the gateway's programs.</param>
    public static Topology Create(string gatewayRoot = "/") => new(gatewayRoot);

    /// <summary>A host on a network behind the site, which routes for it.</summary>
    public NetworkNamespace AddSiteLan()
    {
        var lan = Add("lan");
        Link(Site.Network, "lan", lan, "lan");
        Site.Network.Ip($"addr add {SiteLanRouter}/24 dev lan");
        lan.Ip($"""
            addr add {SiteLanHost}/24 dev lan
            route add default via {SiteLanRouter}
            """);
        Nat.Ip($"route add {SiteLan} via {Addresses.Site}");
        Site.Network.Sysctl("net/ipv4/ip_forward=1");
        return lan;
    }

    /// <summary>From here on the NAT drops all IKE and ESP towards the gateway without a word.</summary>
    public void CutOffGateway() =>
        Nat.Nft("insert rule ip filter forwarding udp dport { 500, 4500 } drop");

    /// <summary>From here on the NAT drops all UDP of the site without a word.</summary>
    public void BlockUdp() => Nat.Nft("""
        table ip udpgate {
          chain forwarding {
            type filter hook forward priority -1;
            meta l4proto udp drop
          }
        }
        """);

    /// <summary>After <see cref="BlockUdp"/>.</summary>
    public void AllowUdp() => Nat.Nft("delete table ip udpgate");

    public void Dispose()
    {
        foreach (var network in _namespaces)
            network.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private NetworkNamespace Add(string role)
    {
        var network = NetworkNamespace.Create(role);
        _namespaces.Push(network);
        // No duplicate address detection: an address is usable at once.
        network.Sysctl("net/ipv6/conf/all/accept_dad=0", "net/ipv6/conf/default/accept_dad=0");
        network.Ip("link set lo up");
        return network;
    }

    private void Connect()
    {
        Link(Site.Network, Wan, Nat, "inside");
        Link(Nat, "outside", Gateway.Network, Wan);
        Link(Gateway.Network, "lan", Host, "lan");
        Site.Network.Ip($"""
            addr add {Addresses.Site}/24 dev {Wan}
            route add default via {NatInside}
            """);
        Nat.Ip($"""
            addr add {NatInside}/24 dev inside
            addr add {NatOutside}/24 dev outside
            """);
        Gateway.Network.Ip($"""
            addr add {Addresses.Gateway}/24 dev {Wan}
            addr add {GatewayLanV4}/16 dev lan
            addr add {GatewayLanV6}/64 dev lan
            route add default via {NatOutside}
            """);
        Host.Ip($"""
            addr add {HostV4}/16 dev lan
            addr add {HostV6}/64 dev lan
            route add default via {GatewayLanV4}
            route add default via {GatewayLanV6}
            """);
        Nat.Sysctl("net/ipv4/ip_forward=1");
        Nat.Nft(NatRules);
        Gateway.Network.Sysctl("net/ipv4/ip_forward=1", "net/ipv6/conf/all/forwarding=1");
    }

    private static void Link(NetworkNamespace one, string device, NetworkNamespace other, string otherDevice)
    {
        one.Ip($"link add {device} type veth peer name {otherDevice} netns {other.Name}");
        foreach (var (network, name) in new[] { (one, device), (other, otherDevice) })
        {
            // Outside there is no IPv6, and no address that appears by itself between two snapshots of the site.
            var mode = name == Wan ? "addrgenmode none" : "";
            network.Ip($"link set {name} {mode} up");
        }
    }
}
