using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tests;

public sealed class DnsTests : LabTest
{
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

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName);
}
