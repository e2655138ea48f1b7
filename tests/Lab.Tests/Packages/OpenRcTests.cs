using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Packages;

/// <summary>The archive on a machine with OpenRC: Debian's, whose programs are the real ones.</summary>
public sealed class OpenRcTests : PackageTest
{
    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Gateway = RoutingTests.WholeInternet with
    {
        ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue(["gw.example.test"]),
    };

    public OpenRcTests() => Require(FreshMachine.MissingOpenRc);

    [Fact]
    public void It_takes_over_the_boot_partitions_file_keeps_the_agent_going_and_its_end_leaves_nothing()
    {
        using var lab = StartLab(Gateway);
        using var machine = FreshMachine.OpenRc(lab);
        var before = lab.SiteSnapshot();
        Command.Check(["mkdir", "-p", machine.Machine.Run + "/openrc"]);
        File.WriteAllText(machine.Machine.Run + "/openrc/softlevel", "boot");
        Log(machine.Machine.Check("sh", "-ec", $"cd /root; tar xzf {machine.Bring(PackageBuild.Archive)}; holdfast-*/install.sh"));
        Assert.Empty(machine.Agents);

        SiteTrust.Install(machine.Machine, Root, Gateway.Identity);
        string brought = machine.Seen("/boot/holdfast.json"), configuration = machine.Seen("/etc/holdfast/agent.json");
        File.WriteAllText(brought, AgentSettings.Login(Gateway).ToJson());
        try
        {
            Log(machine.Machine.Check("openrc", "boot"));
            var spis = machine.WaitForSession();
            Assert.False(File.Exists(brought));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(configuration));

            Command.Check(["kill", "-KILL", Assert.Single(machine.Agents)]);
            machine.WaitForSession(spis);
            Assert.Equal(3, Ping.Run(lab.Site, Network.Addresses.HostV4, 3).Received);
            machine.Machine.Check("rc-service", "holdfast", "reload");
        }
        finally
        {
            Log(machine.Machine.Execute("rc-service", "holdfast", "stop").Output);
        }
        Assert.Empty(machine.Agents);

        Log(machine.Machine.Check("/usr/lib/holdfast/uninstall", "--purge"));
        Assert.Equal(before, lab.SiteSnapshot());
        string[] gone = ["/etc/holdfast", "/etc/init.d/holdfast", "/etc/init.d/holdfast-first-boot", "/etc/runlevels/boot/holdfast", "/usr/lib/holdfast"];
        Assert.All(gone, path => Assert.False(Path.Exists(machine.Seen(path)), path));
    }

    /// <summary>Older versions would start again and again what ends for want of it.</summary>
    [Fact]
    public void Without_a_configuration_it_says_so_and_starts_nothing()
    {
        using var lab = StartLab(Gateway);
        using var machine = FreshMachine.OpenRc(lab);
        Command.Check(["mkdir", "-p", machine.Machine.Run + "/openrc"]);
        File.WriteAllText(machine.Machine.Run + "/openrc/softlevel", "boot");
        machine.Machine.Check("sh", "-ec", $"cd /root; tar xzf {machine.Bring(PackageBuild.Archive)}; holdfast-*/install.sh");

        var start = machine.Machine.Execute("openrc", "boot");

        Assert.Contains("There is no configuration yet", start.Output + start.Error, StringComparison.Ordinal);
        Assert.Empty(machine.Agents);
    }
}
