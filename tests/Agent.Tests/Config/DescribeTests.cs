using Xunit;

namespace Holdfast.Tests.Config;

public sealed class DescribeTests
{
    [Fact]
    public void Says_what_the_agent_would_do() =>
        Assert.Equal(
            [
                "connect to gw.example.org, UDP port 500, behind NAT 4500",
                "by TCP port 4500 or 443 where UDP fails for 10s",
                "identify as site1.example.org (FQDN) with a pre-shared key from the configuration",
                "accept any gateway that proves to know the pre-shared key",
                "offer for IKE aes128gcm16-prfsha256-x25519",
                "offer for ESP aes128gcm16-noesn",
                "send through the tunnel what goes to 0.0.0.0/0, ::/0",
                "send from virtual addresses that the gateway assigns (IPv4, IPv6), 10.7.0.0/24",
                "make new ESP keys within 60m",
                "use the name servers that the gateway assigns",
                "block what belongs into the tunnel while there is none, until holdfast down",
                "let the site's own private networks be reached outside of the tunnel",
                "device hf0, MTU automatic, route table 18502, mark 0x4846",
                "have the kernel carry the packets, where it can; else carry them itself",
                "give up an attempt after 1500ms, check a silent gateway after 30s, NAT keepalive every 2m",
                "make new IKE keys within 4h, and try new keys soon after the first connection",
            ],
            ConfigFile.Accepted(ConfigFile.With("""
                "ike": "aes128gcm16-prfsha256-x25519", "esp": "aes128gcm16-noesn", "localSubnets": "10.7.0.0/24",
                "connectTimeout": "1500ms", "natKeepalive": "120s"
                """)).Describe());

    [Fact]
    public void Says_what_is_set_otherwise()
    {
        IReadOnlyList<string> lines = ConfigFile.Accepted("""
            { "gateway": "192.0.2.1", "identity": "192.0.2.9", "secretFile": "/s", "gatewayIdentity": "gw@example.org",
              "requestAddress": "ipv6", "useDns": false, "mtu": 1280,
              "natKeepalive": "auto", "probe": ["fd00::1", "10.0.0.1"],
              "datapath": "kernel", "xfrm": "policy", "offload": "packet", "detectionTime": "2s" }
            """).Describe();
        Assert.Contains("identify as 192.0.2.9 (IPv4 address) with a pre-shared key from /s", lines);
        Assert.Contains("accept only a gateway that proves to be gw@example.org (e-mail address)", lines);
        Assert.Contains("send from virtual addresses that the gateway assigns (IPv6)", lines);
        Assert.Contains("leave the name servers alone", lines);
        Assert.Contains("have the kernel carry the packets, by policies", lines);
        Assert.Contains("have the network device offload IPsec (packet)", lines);
        Assert.Contains("hold the way to the gateway for broken after 2s without an answer", lines);
        Assert.Contains("give up an attempt after 1m, check a silent gateway after 30s, NAT keepalive as often as the NAT turns out to need", lines);
        Assert.Contains("ask for an echo through the tunnel every 10s: fd00::1, 10.0.0.1", lines);
        Assert.Contains("device hf0, MTU 1280, route table 18502, mark 0x4846", lines);
    }

    [Theory]
    [InlineData("auto", "use the name servers that the gateway assigns")]
    [InlineData("resolvconf", "use the name servers that the gateway assigns, by resolvconf")]
    [InlineData("file", "use the name servers that the gateway assigns, in /etc/resolv.conf")]
    public void Says_where_name_servers_go_when_that_is_set(string word, string expected) =>
        Assert.Contains(expected, ConfigFile.Accepted(ConfigFile.With($"\"dnsMode\": \"{word}\"")).Describe());
}
