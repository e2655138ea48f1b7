using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Each key's error, word for word: where, what, and what is allowed.</summary>
public sealed class KeyErrorTests
{
    [Theory]
    [InlineData("\"ike\": [\"aes999\"]",
        "\"ike[0]\": unknown algorithm \"aes999\"; allowed: aes256gcm16, aes128gcm16, " +
        "chacha20poly1305, aes256, aes128, sha256, sha384, sha512, sha1, prfsha256, prfsha384, prfsha512, prfsha1, " +
        "x25519, ecp256, ecp384, ecp521, modp3072, modp4096, modp2048, modp1536, ke1_mlkem768, ke1_mlkem1024")]
    [InlineData("\"ike\": \"aes128gcm16\"",
        "\"ike\": no key exchange group; add one or more of " +
        "x25519, ecp256, ecp384, ecp521, modp3072, modp4096, modp2048")]
    [InlineData("\"ike\": []", "\"ike\": is an empty list; leave the key out for its default")]
    [InlineData("\"esp\": [\"aes128gcm16\", \"aes256\"]",
        "\"esp[1]\": no integrity algorithm; AES-CBC needs \"sha256\", \"sha384\" or \"sha512\"")]
    [InlineData("\"esp\": \"\"", "\"esp\": is empty; leave the key out for its default")]
    [InlineData("\"remoteSubnets\": []", "\"remoteSubnets\": is an empty list; leave the key out for its default")]
    [InlineData("\"remoteSubnets\": [\"10.0.0.0/8\", \"10.0.0.0/8\"]",
        "\"remoteSubnets[1]\": \"10.0.0.0/8\" is listed twice")]
    [InlineData("\"remoteSubnets\": [\"10.1.2.3/24\"]",
        "\"remoteSubnets[0]\": \"10.1.2.3/24\" has bits set after its prefix; did you mean \"10.1.2.0/24\"?")]
    [InlineData("\"localSubnets\": \"10.0.0.0/33\"", "\"localSubnets\": \"10.0.0.0/33\" is no network; " +
        "it takes an address and a prefix length, such as \"10.1.0.0/16\" or \"fd00::/8\"")]
    [InlineData("\"requestAddress\": [\"ipv5\"]",
        "\"requestAddress[0]\": unknown word \"ipv5\"; did you mean \"ipv4\"?; allowed: ipv4, ipv6")]
    [InlineData("\"requestAddress\": []",
        "\"requestAddress\": is empty and so is \"localSubnets\", so nothing could be sent; " +
        "request \"ipv4\" or \"ipv6\", or name local subnets")]
    [InlineData("\"useDns\": \"yes\"", "\"useDns\": is a string; it takes true or false, without quotes")]
    [InlineData("\"dnsMode\": \"resolve\"",
        "\"dnsMode\": unknown word \"resolve\"; did you mean \"resolved\"?; allowed: auto, resolved, resolvconf, dnsmasq, file")]
    [InlineData("\"tunName\": \"a/b\"", "\"tunName\": \"a/b\" can't name the device; " +
        "it takes 1 to 15 letters, digits, \"-\", \"_\" or \".\", and not lo, all, default")]
    [InlineData("\"mtu\": 575", "\"mtu\": is 575; allowed: 576 to 1500, or 0 to let the agent choose")]
    [InlineData("\"mtu\": 1501", "\"mtu\": is 1501; allowed: 576 to 1500, or 0 to let the agent choose")]
    [InlineData("\"mtu\": 1279", "\"mtu\": is 1279; IPv6 needs 1280, or \"requestAddress\": [\"ipv4\"] beside it")]
    [InlineData("\"mtu\": 1400.5", "\"mtu\": is out of range; it takes a whole number from 0 to 4294967295")]
    [InlineData("\"mtu\": \"1400\"", "\"mtu\": is a string; it takes a whole number without quotes")]
    [InlineData("\"port\": 0", "\"port\": is 0; allowed: 1 to 65535")]
    [InlineData("\"nattPort\": 65536", "\"nattPort\": is 65536; allowed: 1 to 65535")]
    [InlineData("\"connectTimeout\": \"10\"",
        "\"connectTimeout\": \"10\" is not allowed; it takes a whole number and a unit " +
        "(ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 100ms to 60m")]
    [InlineData("\"connectTimeout\": 10", "\"connectTimeout\": is a number; it takes a string")]
    [InlineData("\"livenessInterval\": \"61m\"",
        "\"livenessInterval\": \"61m\" is not allowed; it takes a whole number and " +
        "a unit (ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 100ms to 60m")]
    [InlineData("\"detectionTime\": \"1s\"",
        "\"detectionTime\": \"1s\" is not allowed; it takes a whole number and " +
        "a unit (ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 2s to 5m")]
    [InlineData("\"natKeepalive\": \"0s\"",
        "\"natKeepalive\": \"0s\" is not allowed; it takes \"auto\", or a whole number and a unit " +
        "(ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 100ms to 60m")]
    [InlineData("\"natKeepalive\": \"Auto\"",
        "\"natKeepalive\": \"Auto\" is not allowed; it takes \"auto\", or a whole number and a unit " +
        "(ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 100ms to 60m")]
    [InlineData("\"probe\": \"gw.example.org\"", "\"probe\": \"gw.example.org\" is not the address of one host behind the gateway")]
    [InlineData("\"probe\": [\"10.0.0.1\", \"10.0.0.1\"]", "\"probe[1]\": \"10.0.0.1\" is listed twice")]
    [InlineData("\"probe\": [\"10.0.0.1\", \"224.0.0.1\"]", "\"probe[1]\": \"224.0.0.1\" is not the address of one host behind the gateway")]
    [InlineData("\"probe\": [\"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\", \"10.0.0.4\"]", "\"probe\": has 4 addresses; allowed: up to 3")]
    [InlineData("\"probe\": \"10.0.0.1\", \"probeInterval\": \"500ms\"",
        "\"probeInterval\": \"500ms\" is not allowed; it takes a whole number and a unit " +
        "(ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 1s to 60m")]
    [InlineData("\"routeTable\": 254",
        "\"routeTable\": is 254, a table of the system; allowed: 1 to 4294967295 without 253 to 255")]
    [InlineData("\"routeTable\": 0", "\"routeTable\": is 0; allowed: 1 to 4294967295")]
    [InlineData("\"fwMark\": \"0x\"",
        "\"fwMark\": \"0x\" is no mark; it takes 1 to 4294967295, or \"0x1\" to \"0xffffffff\"")]
    [InlineData("\"fwMark\": 0",
        "\"fwMark\": \"0\" is no mark; it takes 1 to 4294967295, or \"0x1\" to \"0xffffffff\"")]
    [InlineData("\"datapath\": \"kernl\"",
        "\"datapath\": unknown word \"kernl\"; did you mean \"kernel\"?; allowed: auto, kernel, userspace")]
    [InlineData("\"xfrm\": \"tun\"", "\"xfrm\": unknown word \"tun\"; allowed: auto, interface, policy")]
    [InlineData("\"perCpuSas\": 65",
        "\"perCpuSas\": \"65\" is no number of Child SAs; it takes \"off\", \"auto\", or 1 to 64")]
    [InlineData("\"perCpuSas\": \"on\"",
        "\"perCpuSas\": \"on\" is no number of Child SAs; it takes \"off\", \"auto\", or 1 to 64")]
    [InlineData("\"offload\": true", "\"offload\": is true or false; it takes a string")]
    [InlineData("\"mode\": \"transport\", \"xfrm\": \"interface\"",
        "\"xfrm\": is \"interface\", which does not carry transport mode; leave the key out")]
    [InlineData("\"logLevel\": \"warn\"",
        "\"logLevel\": unknown word \"warn\"; allowed: error, warning, info, debug")]
    [InlineData("\"gatewayIdentity\": \"my gateway\"",
        "\"gatewayIdentity\": takes letters, digits and signs of ASCII " +
        "without spaces; for other bytes write keyid:…")]
    [InlineData("\"secretFile\": \"/x\"", "\"secretFile\": is given beside \"secret\"; keep one of them")]
    public void Says_what_is_wrong_and_what_is_allowed(string line, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ConfigFile.With(line)));

    [Fact]
    public void What_is_missing_is_named_all_at_once() =>
        Assert.Equal(
            [
                $"{ConfigFile.Name}: \"secret\": is missing; it takes the pre-shared key, or \"secretFile\" the file that holds it; " +
                    "a login by name takes \"username\" and \"password\" instead",
                $"{ConfigFile.Name}: \"gateway\": is missing; it takes the gateway's host name or address, or a list of them, the preferred one first",
                $"{ConfigFile.Name}: \"identity\": is missing; it takes the name that the gateway knows this agent by, " +
                    "such as \"site1.example.org\"",
            ],
            ConfigFile.Refused("{}"));

    [Theory]
    [InlineData("https://gw.example.org")]
    [InlineData("gw.example.org:500")]
    [InlineData("1.2.3")]
    [InlineData("300.1.1.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("-x.example")]
    public void A_gateway_that_is_neither_name_nor_address_is_refused(string gateway) =>
        Assert.Equal(
            [
                $"{ConfigFile.Name}: \"gateway\": \"{gateway}\" is neither an address nor a host name; it takes an IPv4 or " +
                    "IPv6 address, or labels of letters, digits, \"-\" and \"_\" joined by dots (a name in another script as " +
                    "xn--…), without scheme or port",
            ],
            ConfigFile.Refused($$"""{ "gateway": "{{gateway}}", "identity": "a", "secret": "b" }"""));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    public void A_gateway_that_is_no_host_is_refused(string gateway) =>
        Assert.Equal(
            [$"{ConfigFile.Name}: \"gateway\": {gateway} is not the address of one host"],
            ConfigFile.Refused($$"""{ "gateway": "{{gateway}}", "identity": "a", "secret": "b" }"""));

    [Theory]
    [InlineData("\"secret\": \"\"", "\"secret\": is empty; leave the key out for its default")]
    [InlineData("\"secret\": 12345", "\"secret\": is a number; it takes a string")]
    [InlineData("\"secret\": null", "\"secret\": is null; it takes a string")]
    [InlineData("\"secret\": \"a\\u0000b\"", "\"secret\": holds the control character U+0000; none is allowed")]
    [InlineData("\"secret\": \"\\ud800\"", "\"secret\": holds an escape that is no character (half a surrogate pair)")]
    [InlineData("\"secretFile\": \"\"", "\"secretFile\": is empty; leave the key out for its default")]
    public void Secrets_that_are_none_are_refused(string line, string error) =>
        Assert.Equal(
            [$"{ConfigFile.Name}: {error}"],
            ConfigFile.Refused($$"""{ "gateway": "gw", "identity": "a", {{line}} }"""));
}
