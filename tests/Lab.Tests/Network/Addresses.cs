namespace Holdfast.Lab.Network;

/// <summary>The addresses of the lab (RFC 5737, RFC 1918, RFC 3849, RFC 4193).</summary>
public static class Addresses
{
    public const string Site = "10.10.1.2";
    public const string NatInside = "10.10.1.1";
    public const string NatOutside = "192.0.2.1";
    public const string Gateway = "192.0.2.2";

    /// <summary>Where the gateway is after a move.</summary>
    public const string OtherGateway = "192.0.2.4";

    /// <summary>Another address of the site's on the same link.</summary>
    public const string OtherSite = "10.10.1.3";

    /// <summary>The second uplink, if there is one.</summary>
    public const string SecondSite = "10.10.2.2", SecondNatInside = "10.10.2.1", SecondNatOutside = "192.0.2.3";

    /// <summary>IPv6 outside the tunnel, if there is any; without a NAT.</summary>
    public const string SiteV6 = "2001:db8:1::2", RouterInsideV6 = "2001:db8:1::1";
    public const string RouterOutsideV6 = "2001:db8:2::1", GatewayV6 = "2001:db8:2::2";

    /// <summary>A network behind the site, if there is one.</summary>
    public const string SiteLan = "192.168.7.0/24", SiteLanRouter = "192.168.7.1", SiteLanHost = "192.168.7.2";

    public const string LanV4 = "10.20.0.0/16";
    public const string GatewayLanV4 = "10.20.0.1";
    public const string HostV4 = "10.20.0.2";

    public const string LanV6 = "fd00:20::/64";
    public const string GatewayLanV6 = "fd00:20::1";
    public const string HostV6 = "fd00:20::2";

    public const string PoolV4 = "10.30.0.0/24";
    public const string PoolV6 = "fd00:30::/120";
    public const string DnsServer = "10.20.0.53";

    /// <summary>The ports that the NAT gives instead of the site's.</summary>
    public const int FirstNatPort = 20000, LastNatPort = 29999;
}
