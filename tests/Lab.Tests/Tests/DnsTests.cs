using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The gateway's name servers, in the ways that a system has for them; the programs are the test's own and write down what they are asked.</summary>
public sealed class DnsTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly GatewaySettings Split = new() { DnsDomains = ["corp.example", "plant.example"] };

    [Fact]
    public void The_gateways_server_is_used_while_the_tunnel_stands_and_the_sites_own_afterwards()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        Assert.Contains($"nameserver {Addresses.DnsServer}", File.ReadAllLines(lab.Topology.Site.ResolvConf));

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(lab.Topology.Site.ResolvConf));
        Assert.Equal(["agent.json"], Names(Path.Combine(lab.Topology.Site.Etc, "holdfast")));
    }

    [Fact]
    public void With_systemd_resolved_single_domains_belong_to_the_tunnels_link()
    {
        using var lab = StartLab(Split);
        var asked = WithResolved(lab);
        var agent = lab.Connect();
        WaitForLines(asked, 3);
        Assert.Equal(
            [$"dns hf0 {Addresses.DnsServer}", "domain hf0 ~corp.example ~plant.example", "default-route hf0 no"], File.ReadAllLines(asked));
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(lab.Topology.Site.ResolvConf));
        Assert.Contains("for corp.example, plant.example, by resolved", lab.Holdfast("status").Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.DoesNotContain(agent.WarningLines, line => line.Contains("name servers", StringComparison.Ordinal));
    }

    [Fact]
    public void A_resolvectl_that_hangs_holds_nothing_up()
    {
        using var lab = StartLab(Split);
        var asked = WithResolved(lab, "exec sleep 600");
        lab.Connect();
        WaitForLines(asked, 1);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Wait.Until("resolv.conf is used instead", () => File.ReadAllText(lab.Topology.Site.ResolvConf).Contains(Addresses.DnsServer, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void With_resolvconf_a_killed_agents_record_is_taken_away_by_down_or_the_next_start()
    {
        using var lab = StartLab();
        var asked = Path.Combine(lab.Topology.Site.Run, "asked");
        lab.Topology.Site.Install("resolvconf", "#!/bin/sh\necho \"$*\" >> /run/asked\n[ \"$1\" = -d ] || cat >> /run/asked\n");
        File.AppendAllText(lab.Topology.Site.ResolvConf, "# made by resolvconf(8)\n");
        string[] record = ["-a tun.hf0.holdfast", $"nameserver {Addresses.DnsServer}"];

        var killed = lab.Connect();
        WaitForLines(asked, 2);
        killed.Kill();
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
        Assert.Equal([.. record, "-d tun.hf0.holdfast"], File.ReadAllLines(asked));

        killed = lab.Connect();
        WaitForLines(asked, 5);
        killed.Kill();
        var agent = lab.Connect();
        WaitForLines(asked, 8);
        Assert.Equal(["-d tun.hf0.holdfast", .. record], File.ReadAllLines(asked)[5..]);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal("-d tun.hf0.holdfast", File.ReadAllLines(asked)[^1]);
    }

    /// <returns>The file of what resolvectl was asked.</returns>
    private static string WithResolved(TunnelLab lab, string end = "")
    {
        Directory.CreateDirectory(Path.Combine(lab.Topology.Site.Run, "systemd", "resolve"));
        lab.Topology.Site.Install("resolvectl", $"#!/bin/sh\necho \"$*\" >> /run/asked\n{end}\n");
        File.AppendAllText(Path.Combine(lab.Topology.Site.Etc, "nsswitch.conf"), "\nhosts: resolve dns\n");
        return Path.Combine(lab.Topology.Site.Run, "asked");
    }

    private static void WaitForLines(string file, int count) =>
        Wait.Until($"{count} lines in {file}", () => File.Exists(file) && File.ReadAllLines(file).Length >= count, Patience);

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName);
}
