using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Names;
using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Names;

/// <summary>Resolvers by encrypted DNS (RFC 9464): given to systemd-resolved, and else plain servers or none.</summary>
public sealed class EncryptedNamesTests : IDisposable
{
    private static readonly string[] ByTls =
    [
        "resolvectl dnsovertls hf0 yes", "resolvectl dns hf0 10.20.0.53#dns.example.org [fd00::53]:8853#dns.example.org", "resolvectl domain hf0 ~.",
        "resolvectl default-route hf0 yes",
    ];

    private readonly FakeSystem _system = new();
    private readonly FakeRunner _runner = new();
    private readonly StringWriter _output = new();
    private readonly TunnelNameServers _servers;

    public EncryptedNamesTests() => _servers = Make();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void With_systemd_resolved_they_take_the_place_of_plain_ones_and_go_as_those_do()
    {
        _system.WithResolved();
        Set(Encrypted());
        Assert.Equal(ByTls, _runner.Lines);
        Assert.Equal(new NameState("resolved", false, null) { IsEncrypted = true }, _servers.StateOf("hf0"));
        Assert.Contains("through systemd-resolved and DNS over TLS, for all names", _output.ToString(), StringComparison.Ordinal);

        _servers.Remove("hf0");
        Assert.Equal([.. ByTls, "resolvectl revert hf0"], _runner.Lines);
        Assert.Empty(Journal());
    }

    [Fact]
    public void Single_domains_go_to_encrypted_ones_too()
    {
        _system.WithResolved();
        Set(Encrypted() with { Domains = ["corp.example"] });

        Assert.Equal([.. ByTls[..2], "resolvectl domain hf0 ~corp.example", "resolvectl default-route hf0 no"], _runner.Lines);
        Assert.True(_servers.StateOf("hf0") is { IsSplit: true, IsEncrypted: true });
    }

    [Fact]
    public void After_a_crash_the_next_start_undoes_them()
    {
        _system.WithResolved();
        Set(Encrypted());
        Assert.Equal(["names resolved hf0 tls"], Journal());
        _runner.Lines.Clear();

        Assert.Equal(1, Make().RemoveLeftovers(Log()));
        Assert.Equal(["resolvectl revert hf0"], _runner.Lines);
    }

    [Fact]
    public void A_resolved_without_tls_has_the_plain_ones()
    {
        _system.WithResolved();
        _runner.Refused.Add("resolvectl dnsovertls");
        Set(Encrypted());

        Assert.Equal(
            [ByTls[0], "resolvectl revert hf0", "resolvectl dns hf0 10.20.0.53 fd00::53", .. ByTls[2..]], _runner.Lines);
        Assert.Equal(new NameState("resolved", false, null), _servers.StateOf("hf0"));
    }

    /// <summary>The next session's gateway has none: what belonged to TLS is undone before.</summary>
    [Fact]
    public void From_encrypted_to_plain_and_back_the_one_is_undone_for_the_other()
    {
        _system.WithResolved();
        Set(Encrypted());
        Set(FakeSystem.Names());
        Assert.Equal([.. ByTls, "resolvectl revert hf0", "resolvectl dns hf0 10.20.0.53 fd00::53", .. ByTls[2..]], _runner.Lines);

        _runner.Lines.Clear();
        Set(Encrypted());
        Assert.Equal(["resolvectl revert hf0", .. ByTls], _runner.Lines);
    }

    [Fact]
    public void Where_nothing_does_tls_the_plain_ones_are_used_and_one_line_says_so()
    {
        _system.With("/etc/resolv.conf", "nameserver 192.168.1.1\n");
        Set(Encrypted());

        Assert.Equal(
            "name servers 10.20.0.53, fd00::53 through /etc/resolv.conf, for all names; not 10.20.0.53#dns.example.org, [fd00::53]:8853#dns.example.org, as it does no DNS over TLS",
            Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.False(_servers.StateOf("hf0")!.IsEncrypted);
    }

    [Fact]
    public void Encrypted_ones_alone_are_given_to_nothing_else()
    {
        _system.With("/etc/resolv.conf", "nameserver 192.168.1.1\n");
        Set(Encrypted() with { Servers = [] });

        Assert.Contains("/etc/resolv.conf: the gateway's servers are for DNS over TLS alone", _servers.StateOf("hf0")!.Problem, StringComparison.Ordinal);
        Assert.Equal("nameserver 192.168.1.1\n", File.ReadAllText(_system.Path("/etc/resolv.conf")));
    }

    /// <summary>The gateway's names are looked up elsewhere than in its own tunnel.</summary>
    [Fact]
    public void They_count_as_servers_of_the_tunnel()
    {
        _system.WithResolved();
        Set(Encrypted() with { Servers = [] });

        Assert.Equal(["10.20.0.53", "fd00::53"], _servers.Servers.Select(server => server.ToString()));
    }

    [Fact]
    public void Only_those_with_tls_that_the_tunnel_leads_to_are_used_and_the_others_named()
    {
        ServiceParameters tls = new(true, false, false, 0, ""), quic = new(false, false, true, 0, "");
        TunnelConfiguration tunnel = Tunnel(0, 0, ushort.MaxValue) with
        {
            EncryptedDns =
            [
                new(1, [IpAddress.Parse("10.20.0.53"), IpAddress.Parse("192.0.2.53")], "a.example", tls),
                new(2, [IpAddress.Parse("10.20.0.54")], "b.example", quic),
                new(3, [IpAddress.Parse("10.20.0.55")], "c.example", tls with { Port = 8853 }),
                new(4, [IpAddress.Parse("192.0.2.54")], "d.example", tls),
            ],
        };

        Assert.Equal(["10.20.0.53#a.example", "10.20.0.55:8853#c.example"], GrantedNames.Encrypted(tunnel).Select(server => server.ToString()));
        Assert.Equal(
            ["b.example (10.20.0.54: DNS over QUIC)", "d.example (192.0.2.54: DNS over TLS)"], GrantedNames.Unusable(tunnel));
    }

    [Theory]
    [InlineData(6, 853, 853, 1)]
    [InlineData(17, 0, 65535, 0)]
    [InlineData(6, 53, 53, 0)]
    public void Questions_over_tls_have_to_fit_the_selector(byte protocol, ushort first, ushort last, int expected)
    {
        TunnelConfiguration tunnel = Tunnel(protocol, first, last) with
        {
            EncryptedDns = [new(1, [IpAddress.Parse("10.20.0.53")], "a.example", new ServiceParameters(true, false, false, 0, ""))],
        };

        Assert.Equal(expected, GrantedNames.Encrypted(tunnel).Count);
    }

    private static TunnelNames Encrypted() => FakeSystem.Names() with
    {
        Encrypted =
        [
            new EncryptedServer(IpAddress.Parse("10.20.0.53"), 0, "dns.example.org"), new EncryptedServer(IpAddress.Parse("fd00::53"), 8853, "dns.example.org"),
        ],
    };

    private static TunnelConfiguration Tunnel(byte protocol, ushort first, ushort last) => new(
        [], [], [], [new TrafficSelector(protocol, new PortRange(first, last), IpAddress.Parse("10.20.0.0"), IpAddress.Parse("10.20.255.255"))]);

    private string[] Journal() => [.. KernelJournal.Open(_system.Path("/run")).Entries.Select(entry => entry.Text)];

    private void Set(TunnelNames names) => _servers.Set(names, Log());

    private Log Log() => new(LogLevel.Info, _output);

    private TunnelNameServers Make() => new(NameWays.Of(_system.Files), _runner, KernelJournal.Open(_system.Folder("/run").Path("/run")));
}
