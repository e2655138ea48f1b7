namespace Holdfast.Lab.Network;

/// <summary>The addresses of the lab (RFC 5737, RFC 1918, RFC 4193).</summary>
public static class Addresses
{
    public const string Site = "10.10.1.2";
    public const string NatInside = "10.10.1.1";
    public const string NatOutside = "192.0.2.1";
    public const string Gateway = "192.0.2.2";

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
