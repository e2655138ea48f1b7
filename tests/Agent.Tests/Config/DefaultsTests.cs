using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class DefaultsTests
{
    private const string AesFirst = "aes256gcm16-aes128gcm16-chacha20poly1305";
    private const string ChaChaFirst = "chacha20poly1305-aes256gcm16-aes128gcm16";
    private const string Cbc = "aes256-aes128-sha256-sha384-sha512";
    private const string PostQuantum = "x25519-ecp256-ecp384-ecp521-ke1_mlkem768-ke1_mlkem1024";
    private const string Groups = "x25519-ecp256-ecp384-ecp521-modp3072-modp4096-modp2048";

    private readonly ConnectionConfig _config = ConfigFile.Connection(ConfigFile.With());

    [Fact]
    public void Three_lines_are_a_configuration()
    {
        Assert.Equal("gw.example.org", _config.Gateway);
        Assert.Equal(IdType.Fqdn, _config.Identity!.Type);
        Assert.Equal("site1.example.org"u8.ToArray(), _config.Identity!.Data.ToArray());
        Assert.Equal("correct horse"u8.ToArray(), _config.Secret!.Span.ToArray());
        Assert.Null(_config.SecretFile);
        Assert.Null(_config.GatewayIdentity);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        Assert.Equal(["0.0.0.0/0", "::/0"], Assert.Single(_config.Children).Remote.Select(subnet => subnet.ToString()));
        Assert.Empty(_config.Children[0].Local);
        Assert.Equal([IpFamily.IPv4, IpFamily.IPv6], _config.RequestAddress);
        Assert.Equal((true, NameWayChoice.Auto), (_config.UseDns, _config.DnsMode));
        Assert.Equal("hf0", _config.TunName);
        Assert.Equal(0, _config.Mtu);
        Assert.Equal((500, 4500), (_config.Port, _config.NattPort));
        Assert.Equal(TimeSpan.FromSeconds(60), _config.ConnectTimeout);
        Assert.Equal((1, TimeSpan.FromMinutes(2)), (_config.Fleet, _config.Failback));
        Assert.Equal(TimeSpan.FromSeconds(30), _config.LivenessInterval);
        Assert.Equal(TimeSpan.FromSeconds(10), _config.DetectionTime);
        Assert.Null(_config.NatKeepalive);
        Assert.Empty(_config.Probe);
        Assert.Equal(TimeSpan.FromSeconds(10), _config.ProbeInterval);
        Assert.Equal((true, LocalNetworkChoice.Allow), (_config.KillSwitch, _config.LocalNetwork));
        Assert.Equal((18502u, 0x4846u), (_config.RouteTable, _config.FwMark));
        Assert.Equal((DataPathChoice.Auto, XfrmChoice.Auto, OffloadChoice.Off), (_config.DataPath, _config.Xfrm, _config.Offload));
        Assert.Equal(0, _config.PerCpuSas);
        Assert.Equal(LogLevel.Info, ConfigFile.Accepted(ConfigFile.With()).LogLevel);
        Assert.Equal(("main", 0, "net", false), (_config.Name, _config.Index, _config.Children[0].Name, _config.Children[0].IsTransport));
        Assert.Equal((TimeSpan.FromHours(1), 0ul, 0ul), (_config.Children[0].RekeyTime, _config.Children[0].RekeyBytes, _config.Children[0].RekeyPackets));
        Assert.Equal((TimeSpan.FromHours(4), null), (_config.IkeRekeyTime, _config.ReauthTime));
        Assert.Equal((true, true, true, false), (_config.RekeyTest, _config.Mobike, _config.Fragmentation, _config.ForbidNat));
        Assert.Equal((true, true, false, ChildlessWord.Auto), (_config.Resumption, _config.FullTranscript, _config.Redirect, _config.Childless));
    }

    [Theory]
    [InlineData(true, AesFirst)]
    [InlineData(false, ChaChaFirst)]
    public void Default_proposals_offer_every_good_algorithm_with_the_quickest_AEAD_of_this_CPU_first(bool hasAes, string aeads)
    {
        IReadOnlyList<IkeProposalConfig> ike = ProposalParser.DefaultIke(hasAes);
        IReadOnlyList<EspProposalConfig> esp = ProposalParser.DefaultEsp(hasAes);

        Assert.Equal(
            [
                $"{aeads}-prfsha256-prfsha384-prfsha512-{PostQuantum}",
                $"{aeads}-prfsha256-prfsha384-prfsha512-{Groups}",
                $"{Cbc}-prfsha256-prfsha384-prfsha512-{Groups}",
            ],
            ike.Select(proposal => proposal.ToString()));
        Assert.Equal(
            [
                $"{aeads}-{PostQuantum}-esn-noesn", $"{aeads}-{Groups}-esn-noesn", $"{Cbc}-{Groups}-esn-noesn", $"{aeads}-esn-noesn",
                $"{Cbc}-esn-noesn",
            ],
            esp.Select(p => p.ToString()));
        Assert.Empty(ProposalWarnings.Of(ike, esp));
    }

    [Fact]
    public void The_default_is_that_of_this_CPU()
    {
        string flags = File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("flags", StringComparison.Ordinal) || l.StartsWith("Features", StringComparison.Ordinal));
        string first = flags.Split(' ').Contains("aes") ? AesFirst : ChaChaFirst;

        Assert.All([_config.Ike[0].ToString(), _config.Children[0].Esp[0].ToString()], p => Assert.StartsWith(first, p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aes128gcm16-chacha20poly1305-x25519", "chacha20poly1305-aes128gcm16")]
    [InlineData("chacha20poly1305-aes128gcm16-x25519", "aes128gcm16-chacha20poly1305")]
    public void An_order_that_is_configured_is_the_users_on_every_CPU(string ike, string esp)
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With($"\"ike\": \"{ike}\", \"esp\": \"{esp}\""));

        Assert.StartsWith(ike[..ike.LastIndexOf('-')], Assert.Single(config.Ike).ToString(), StringComparison.Ordinal);
        Assert.StartsWith(esp, Assert.Single(config.Children[0].Esp).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        AgentConfig all = ConfigFile.Accepted("""
            {
              "gateway": "2001:db8::1", "identity": "user@example.org", "secretFile": "/etc/holdfast/secret",
              "gatewayIdentity": "keyid:gw", "ike": "aes128gcm16-prfsha256-x25519",
              "esp": ["aes128gcm16-noesn", "chacha20poly1305"], "remoteSubnets": ["10.1.0.0/16", "fd00::/8"],
              "localSubnets": "192.168.7.0/24", "requestAddress": [], "useDns": false, "dnsMode": "dnsmasq", "tunName": "vpn-1", "mtu": 576,
              "port": 1500, "nattPort": 65535, "connectTimeout": "2m", "livenessInterval": "500ms",
              "detectionTime": "2s",
              "natKeepalive": "1h", "probe": ["10.1.0.1", "fd00::1", "10.1.0.2"], "probeInterval": "1s", "routeTable": 100, "fwMark": 255, "logLevel": "debug",
              "name": "office", "mode": "tunnel", "rekeyTime": "2s", "rekeyBytes": 5000000000, "rekeyPackets": 100,
              "ikeRekeyTime": "3s", "reauthTime": "24h", "rekeyTest": false, "mobike": false, "fragmentation": false,
              "resumption": false, "fullTranscript": false, "redirect": true, "childless": "force", "forbidNat": true, "killSwitch": true, "localNetwork": "block", "datapath": "userspace", "xfrm": "interface", "offload": "crypto", "perCpuSas": 3
            }
            """);
        ConnectionConfig config = Assert.Single(all.Connections);
        ChildConfig child = Assert.Single(config.Children);
        Assert.Equal("office", config.Name);
        Assert.Equal((true, LocalNetworkChoice.Block, false), (config.KillSwitch, config.LocalNetwork, config.IsFullTunnel));
        Assert.Equal((TimeSpan.FromSeconds(2), 5_000_000_000ul, 100ul), (child.RekeyTime, child.RekeyBytes, child.RekeyPackets));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromDays(1)), (config.IkeRekeyTime, config.ReauthTime));
        Assert.Equal((false, false, false, true), (config.RekeyTest, config.Mobike, config.Fragmentation, config.ForbidNat));
        Assert.Equal((false, false, true, ChildlessWord.Force), (config.Resumption, config.FullTranscript, config.Redirect, config.Childless));
        Assert.Equal("2001:db8::1", config.Gateway);
        Assert.Equal(IdType.Rfc822Address, config.Identity!.Type);
        Assert.Equal(("/etc/holdfast/secret", null), (config.SecretFile, config.Secret));
        Assert.Equal(IdType.KeyId, config.GatewayIdentity!.Type);
        Assert.Equal("aes128gcm16-prfsha256-x25519", config.Ike.Single().ToString());
        Assert.Equal(["aes128gcm16-noesn", "chacha20poly1305-esn-noesn"], child.Esp.Select(p => p.ToString()));
        Assert.Equal(["10.1.0.0/16", "fd00::/8"], child.Remote.Select(p => p.ToString()));
        Assert.Equal("192.168.7.0/24", child.Local.Single().ToString());
        Assert.Empty(config.RequestAddress);
        Assert.Equal((false, NameWayChoice.Dnsmasq), (config.UseDns, config.DnsMode));
        Assert.Equal(("vpn-1", 576), (config.TunName, config.Mtu));
        Assert.Equal((1500, 65535), (config.Port, config.NattPort));
        Assert.Equal(TimeSpan.FromMinutes(2), config.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(500), config.LivenessInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), config.DetectionTime);
        Assert.Equal(TimeSpan.FromHours(1), config.NatKeepalive);
        Assert.Equal(["10.1.0.1", "fd00::1", "10.1.0.2"], config.Probe.Select(address => address.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(1), config.ProbeInterval);
        Assert.Equal((100u, 255u), (config.RouteTable, config.FwMark));
        Assert.Equal(
            (DataPathChoice.Userspace, XfrmChoice.Interface, OffloadChoice.Crypto), (config.DataPath, config.Xfrm, config.Offload));
        Assert.Equal(3, config.PerCpuSas);
        Assert.Equal(LogLevel.Debug, all.LogLevel);
    }

    [Theory]
    [InlineData("0x4846", 0x4846u)]
    [InlineData("0xFFFFFFFF", 0xFFFFFFFFu)]
    [InlineData("7", 7u)]
    public void A_mark_can_be_written_as_people_write_marks(string text, uint mark) =>
        Assert.Equal(mark, ConfigFile.Connection(ConfigFile.With($"\"fwMark\": \"{text}\"")).FwMark);
}
