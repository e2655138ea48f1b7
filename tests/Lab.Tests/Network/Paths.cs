using static Holdfast.Lab.Network.Addresses;

namespace Holdfast.Lab.Network;

/// <summary>Other ways between the site and the gateway than the plain one.</summary>
public static class Paths
{
    public const string SecondWan = "wan2";

    /// <summary>From here on the router forwards and translates nothing.</summary>
    public static void RemoveNat(this Topology lab) => lab.Nat.Nft("delete table ip nat\ndelete table ip filter");

    /// <summary>IPv6 between the site and the gateway, routed, beside IPv4.</summary>
    public static void AddIpv6(this Topology lab)
    {
        lab.Site.Network.Ip($"""
            addr add {SiteV6}/64 dev {Topology.Wan}
            route add default via {RouterInsideV6}
            """);
        lab.Nat.Ip($"""
            addr add {RouterInsideV6}/64 dev inside
            addr add {RouterOutsideV6}/64 dev outside
            """);
        lab.Gateway.Network.Ip($"""
            addr add {GatewayV6}/64 dev {Topology.Wan}
            route add default via {RouterOutsideV6}
            """);
        lab.Nat.Sysctl("net/ipv6/conf/all/forwarding=1");
    }

    /// <summary>A narrow link towards the gateway.</summary>
    public static void LimitMtu(this Topology lab, int bytes)
    {
        lab.Nat.Ip($"link set outside mtu {bytes}");
        lab.Gateway.Network.Ip($"link set {Topology.Wan} mtu {bytes}");
    }

    /// <summary>A router that lets no IP fragment pass, as many do. It acts before the fragments are put together.</summary>
    public static void DropIpFragments(this Topology lab) => lab.Nat.Nft("""
        table ip fragments {
          chain arriving {
            type filter hook prerouting priority -450;
            ip frag-off & 0x3fff != 0 counter drop
          }
        }
        """);

    /// <summary>The site's address on the same link is another from here on.</summary>
    public static void ChangeSiteAddress(this Topology lab) => lab.Site.Network.Ip($"""
        addr del {Site}/24 dev {Topology.Wan}
        addr add {OtherSite}/24 dev {Topology.Wan}
        route add default via {NatInside}
        """);

    /// <summary>A second link of the site's, behind another address of the NAT; not used yet.</summary>
    public static void AddSecondUplink(this Topology lab)
    {
        lab.Site.Network.Ip($"link add {SecondWan} type veth peer name inside2 netns {lab.Nat.Name}");
        lab.Site.Network.Ip($"""
            link set {SecondWan} addrgenmode none up
            addr add {SecondSite}/24 dev {SecondWan}
            """);
        lab.Nat.Ip($"""
            link set inside2 up
            addr add {SecondNatInside}/24 dev inside2
            addr add {SecondNatOutside}/24 dev outside
            """);
        lab.Nat.Nft($$"""
            insert rule ip nat postrouting ip saddr 10.10.2.0/24 oif "outside" snat to {{SecondNatOutside}}
            add rule ip filter forwarding iif "inside2" accept
            """);
    }

    /// <summary>The first link goes down, and the default route is over the second.</summary>
    public static void SwitchToSecondUplink(this Topology lab) => lab.Site.Network.Ip($"""
        route replace default via {SecondNatInside} dev {SecondWan}
        link set {Topology.Wan} down
        """);
}
