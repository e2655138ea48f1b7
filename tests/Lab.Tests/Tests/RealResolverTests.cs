using System.Net;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// The gateway's name servers in the real systemd-resolved, openresolv and dnsmasq: put, asked, and undone in each way of ending. A
/// name server behind the gateway has an answer, and the site's own would have none.
/// </summary>
public sealed class RealResolverTests : LabTest
{
    private const string Inside = "printer.corp.example", Outside = "www.example.net", Answer = "10.20.7.7", SiteServer = "10.10.1.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly GatewaySettings Split = new() { DnsDomains = ["corp.example", "plant.example"] };

    [Fact]
    public void Real_systemd_resolved_asks_the_tunnels_server_for_its_domains_until_the_agent_ends()
    {
        using var lab = StartRealLab(Split);
        var site = lab.Topology.Site;
        using var server = StartServer(lab);
        using Running _ = new(RealResolvers.StartResolved(site));
        var agent = lab.Connect();

        WaitForResolved(site, Addresses.DnsServer);
        Assert.Contains("~corp.example ~plant.example", site.Check("resolvectl", "domain", "hf0"), StringComparison.Ordinal);
        Assert.Contains(": no", site.Check("resolvectl", "default-route", "hf0"), StringComparison.Ordinal);
        Assert.Contains(Answer, site.Check("resolvectl", "query", "--cache=no", "-4", Inside), StringComparison.Ordinal);
        Assert.NotEqual(0, site.Execute("resolvectl", "query", "-4", Outside).ExitCode);
        Assert.Contains("by resolved", lab.Holdfast("status").Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.DoesNotContain(Addresses.DnsServer, site.Check("resolvectl", "status"), StringComparison.Ordinal);
        Assert.NotEqual(0, site.Execute("resolvectl", "query", "--cache=no", "-4", Inside).ExitCode);
        Assert.DoesNotContain(agent.WarningLines, line => line.Contains("name servers", StringComparison.Ordinal));
    }

    [Fact]
    public void Real_systemd_resolved_forgets_the_servers_of_a_killed_agent_and_takes_those_of_the_next()
    {
        using var lab = StartRealLab();
        var site = lab.Topology.Site;
        using Running _ = new(RealResolvers.StartResolved(site));
        var killed = lab.Connect();
        WaitForResolved(site, Addresses.DnsServer);
        killed.Kill();
        Wait.Until("resolved has forgotten them", () => !site.Check("resolvectl", "status").Contains(Addresses.DnsServer, StringComparison.Ordinal), Patience);

        var agent = lab.Connect();
        WaitForResolved(site, Addresses.DnsServer);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.DoesNotContain(Addresses.DnsServer, site.Check("resolvectl", "status"), StringComparison.Ordinal);
    }

    /// <summary>No gateway at hand has RFC 9464; these are the lines that the agent has for it (Names.EncryptedNamesTests).</summary>
    [Fact]
    public void Real_systemd_resolved_takes_servers_for_DNS_over_TLS_and_a_revert_undoes_them()
    {
        using var lab = StartRealLab();
        var site = lab.Topology.Site;
        using Running _ = new(RealResolvers.StartResolved(site));
        var agent = lab.Connect();
        WaitForResolved(site, Addresses.DnsServer);
        site.Check("resolvectl", "dnsovertls", "hf0", "yes");
        site.Check("resolvectl", "dns", "hf0", "10.20.0.53#dns.example.org", "[fd00::53]:8853#dns.example.org");

        string status = site.Check("resolvectl", "status", "hf0");
        Assert.Contains("+DNSOverTLS", status, StringComparison.Ordinal);
        Assert.Contains("10.20.0.53#dns.example.org [fd00::53]:8853#dns.example.org", status, StringComparison.Ordinal);
        site.Check("resolvectl", "revert", "hf0");
        status = site.Check("resolvectl", "status", "hf0");
        Assert.Contains("-DNSOverTLS", status, StringComparison.Ordinal);
        Assert.DoesNotContain("dns.example.org", status, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Real_openresolv_has_the_tunnels_server_alone_until_the_agent_ends_or_is_cleaned_up_after(bool isKilled)
    {
        using var lab = StartRealLab();
        var site = lab.Topology.Site;
        RealResolvers.InstallOpenresolv(site, "", SiteServer);
        var before = File.ReadAllText(site.ResolvConf);
        Assert.Contains($"nameserver {SiteServer}\n", before, StringComparison.Ordinal);
        var agent = lab.Connect();

        Wait.Until("it is there", () => NameServers(site).SequenceEqual([Addresses.DnsServer]), Patience);
        if (isKilled)
        {
            agent.Kill();
            Assert.Equal([Addresses.DnsServer], NameServers(site));
            Assert.Equal(0, lab.Holdfast("down").ExitCode);
        }
        else
        {
            Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        }

        Assert.Equal(before, File.ReadAllText(site.ResolvConf));
        Assert.Equal("uplink", site.Check("resolvconf", "-i").Trim());
    }

    [Fact]
    public void Real_openresolv_tells_a_real_dnsmasq_which_domains_are_the_tunnels()
    {
        using var lab = StartRealLab(Split);
        var site = lab.Topology.Site;
        using var server = StartServer(lab);
        using var dnsmasq = RealResolvers.StartDnsmasq(site, SiteServer);
        RealResolvers.InstallOpenresolv(
            site, "name_servers=127.0.0.1\ndnsmasq_conf=/run/dnsmasq.d/resolvconf.conf\ndnsmasq_restart='/etc/init.d/dnsmasq restart'\n", SiteServer);
        var agent = lab.Connect();

        WaitForAnswer(site);
        Assert.Contains($"server=/corp.example/{Addresses.DnsServer}\n", File.ReadAllText(Path.Combine(site.Run, "dnsmasq.d", "resolvconf.conf")), StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1"], NameServers(site));
        Assert.Contains("for corp.example, plant.example, by resolvconf", lab.Holdfast("status").Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.DoesNotContain(Addresses.DnsServer, File.ReadAllText(Path.Combine(site.Run, "dnsmasq.d", "resolvconf.conf")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Real_dnsmasq_asks_the_tunnels_server_for_its_domains_until_the_agent_ends_or_is_cleaned_up_after(bool isKilled)
    {
        using var lab = StartRealLab(Split);
        var site = lab.Topology.Site;
        using var server = StartServer(lab);
        using var dnsmasq = RealResolvers.StartDnsmasq(site, SiteServer);
        File.WriteAllText(site.ResolvConf, "nameserver 127.0.0.1\n");
        var agent = lab.Connect();

        WaitForAnswer(site);
        Assert.True(File.Exists(Path.Combine(site.Run, "dnsmasq.d", "holdfast-hf0.conf")));
        if (isKilled)
        {
            agent.Kill();
            Assert.Equal(0, lab.Holdfast("down").ExitCode);
        }
        else
        {
            Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(site.Run, "dnsmasq.d")));
        Assert.Equal("nameserver 127.0.0.1\n", File.ReadAllText(site.ResolvConf));
    }

    private static TunnelLab StartRealLab(GatewaySettings? settings = null)
    {
        Require(RealResolvers.Missing);
        return StartLab(settings);
    }

    /// <summary>Behind the gateway, at the address that it assigns.</summary>
    private static NameServer StartServer(TunnelLab lab)
    {
        var network = lab.Topology.Gateway.Network;
        network.Ip($"addr add {Addresses.DnsServer}/32 dev lo\n");
        return new NameServer(network, IPAddress.Parse(Addresses.DnsServer), IPAddress.Parse(Answer));
    }

    private static void WaitForResolved(Machine site, string server) => Wait.Until(
        "resolved has it", () => site.Execute("resolvectl", "dns", "hf0").Output.Contains(server, StringComparison.Ordinal)
            && site.Execute("resolvectl", "domain", "hf0").Output.Contains('~'), Patience);

    private static void WaitForAnswer(Machine site) => Wait.Until(
        $"{Inside} is known", () => site.Execute("getent", "ahostsv4", Inside).Output.StartsWith(Answer, StringComparison.Ordinal), Patience);

    private static IEnumerable<string> NameServers(Machine site) => File.ReadAllLines(site.ResolvConf)
        .Where(line => line.StartsWith("nameserver ", StringComparison.Ordinal)).Select(line => line["nameserver ".Length..]);

    private sealed class Running(IReadOnlyList<IDisposable> daemons) : IDisposable
    {
        public void Dispose()
        {
            foreach (var daemon in daemons)
                daemon.Dispose();
        }
    }
}
