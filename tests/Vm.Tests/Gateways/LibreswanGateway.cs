using System.Globalization;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Gateways;

/// <summary>
/// pluto of Debian 12 or of sid. A connection of the older one has one pair of subnets and one address pool, of the family that it is
/// reached by; so there is one for IPv4 and one for IPv6, told apart by the client's identity.
/// </summary>
/// <param name="isNewest">Sid's (5.2 or later), which gives tickets (RFC 5723), and takes a post-quantum pre-shared key beside the other one.</param>
/// <param name="hasTcp">It listens by TCP too (RFC 9329), and moves a session by MOBIKE; without tickets and its own
/// dead-peer check, which it never repeats by TCP.</param>
public sealed class LibreswanGateway(Guest guest, bool isNewest, bool hasTcp = false) : VmGateway(guest, 2)
{
    public const string PoolV4 = "10.31.0.1-10.31.0.200", PoolV6 = "fd00:31::/120";

    /// <summary>The identity of a client that wants an IPv6 address.</summary>
    public const string ClientV6 = "psk-client6";

    /// <summary>Of the post-quantum pre-shared key (RFC 8784).</summary>
    public const string PpkId = "site7-ppk", Ppk = "a post-quantum key of the lab, no secret";

    /// <summary>What its name server is for (RFC 8598).</summary>
    public const string Domain = "corp.example.test";

    // A client that is gone is forgotten after a quarter of a minute.
    private const string Newest = $"\n\tsession-resumption=yes\n\tdpddelay=5s\n\tretransmit-timeout=10s"
        + $"\n\tppk=yes\n\tmodecfgdns={Addresses.DnsServer}\n\tmodecfgdomains={Domain}";

    private const string Whack = "/usr/libexec/ipsec/whack";

    private GuestProcess? _daemon;

    /// <summary>Which one is rekeyed: v4 or v6.</summary>
    public string Connection { get; set; } = "";

    public override void Serve(GatewaySettings settings)
    {
        Connection = "v4";
        if (_daemon is not null)
            return;
        Guest.WriteFile("/etc/ipsec.conf", Configuration(settings));
        Guest.WriteFile("/etc/ipsec.secrets", $"""
            @{settings.Identity} @{settings.ClientIdentity} : PSK "{settings.Secret}"
            @{settings.Identity} @{ClientV6} : PSK "{settings.Secret}"
            {(isNewest ? $"@{settings.Identity} @{settings.ClientIdentity} : PPKS \"{PpkId}\" \"{Ppk}\"" : "")}
            """, "600");
        _daemon = Guest.Start($"exec 2>&1; exec ip netns exec {Namespace} sh /lab/guest/pluto");
        _daemon.WaitForLine(new("^ready$"), TimeSpan.FromSeconds(60));
    }

    public override void RekeyChild() => Check($"{Whack} {(isNewest ? "--rekey-child" : "--rekey-ipsec")} --name {Connection}");

    public override void RekeyIke() => Check($"{Whack} --rekey-ike --name {Connection}");

    public override void CloseAll()
    {
        foreach (var name in new[] { "v4", "v6" })
            Guest.Run($"ip netns exec {Namespace} {Whack} --terminate --name {name}");
    }

    public override string Sas() => Check($"{Whack} --trafficstatus") + Check($"{Whack} --showstates");

    public override string Log() => Guest.Run("tail -n 150 /run/pluto.log").Output;

    /// <summary>How often its log has these words.</summary>
    public int Count(string words) =>
        int.Parse(Guest.Run($"grep -c '{words}' /run/pluto.log").Output, CultureInfo.InvariantCulture);

    private string Configuration(GatewaySettings settings) => $"""
        config setup
        	logtime=yes
        	uniqueids={(isNewest ? "yes" : "no")}
        	dnssec-enable=no{(hasTcp ? "\n\tlisten-tcp=yes" : "")}
        {Describe(settings, "v4", Address, settings.ClientIdentity, Addresses.LanV4, PoolV4)}
        {Describe(settings, "v6", AddressV6, ClientV6, Addresses.LanV6, PoolV6)}

        """;

    private string Describe(
        GatewaySettings settings, string name, string address, string client, string subnet, string pool) => $"""
        conn {name}
        	left={address}
        	leftid=@{settings.Identity}
        	leftsubnet={subnet}
        	right=%any
        	rightid=@{client}
        	rightaddresspool={pool}
        	authby=secret
        	ikev2=insist{(isNewest && !hasTcp ? Newest : "")}{(hasTcp ? "\n\tmobike=yes" : "")}
        	ike=aes_gcm256-sha2_256-dh31
        	esp=aes_gcm128-null,chacha20_poly1305-null,aes128-sha2_256
        	pfs=no
        	auto=add
        	narrowing=yes
        	rekey=no
        """;
}
