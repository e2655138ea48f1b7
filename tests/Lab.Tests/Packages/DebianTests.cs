using System.Diagnostics;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;
using Capture = Holdfast.Lab.Tools.Capture;

namespace Holdfast.Lab.Packages;

/// <summary>Debian's package on a fresh Debian: as a new user installs, configures, upgrades and removes it.</summary>
public sealed class DebianTests : PackageTest
{
    private const string Enabled = "/etc/systemd/system/multi-user.target.wants/holdfast.service";
    private const string PublicAddress = "198.51.100.1";

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Gateway = RoutingTests.WholeInternet with
    {
        ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue(["gw.example.test"]),
    };

    public DebianTests() => Require(FreshMachine.MissingDebian);

    [Fact]
    public void Installed_with_apt_three_lines_connect()
    {
        using var lab = StartLab(Gateway);
        using var machine = Install(lab);
        Assert.True(new FileInfo(machine.Seen(Enabled)).LinkTarget?.EndsWith("/holdfast.service", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(machine.Seen("/etc/holdfast")));

        machine.Configure(Gateway, Root);
        Assert.Equal(0, machine.Machine.Execute("holdfast", "check").ExitCode);
        using var service = machine.StartService();
        machine.WaitForSession();

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(Gateway.User, lab.Gateway.OnlySa().EapIdentity);
    }

    [Fact]
    public void An_upgrade_while_connected_lets_nothing_out_and_the_new_executable_connects_again()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(Gateway);
        using var machine = Install(lab);
        machine.Configure(Gateway, Root);
        using var service = machine.StartService();
        var spis = machine.WaitForSession();
        string process = Assert.Single(machine.Agents), path = Path.Combine(lab.Topology.Folder, "outside.pcapng");
        using var capture = new Capture(lab.Topology.Nat, "inside", path);
        using var escapes = new Escapes(lab.Site, Addresses.HostV4, PublicAddress);
        escapes.WaitForMore();

        long start = Stopwatch.GetTimestamp();
        Apt(machine, "install", machine.Bring(NextVersion()));
        machine.WaitForSession(spis);
        Log($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms from apt's start to the next session");

        Assert.NotEqual(process, Assert.Single(machine.Agents));
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        escapes.WaitForMore();
        capture.Stop(Addresses.Site);
        Assert.True(escapes.Sent > 0);
        Assert.Equal(0, escapes.CountIn(path));
    }

    [Fact]
    public void Removed_it_leaves_nothing_in_the_kernel_and_purged_nothing_on_the_disk()
    {
        using var lab = StartLab(Gateway);
        using var machine = Install(lab);
        var before = lab.SiteSnapshot();
        machine.Configure(Gateway, Root);
        using var service = machine.StartService();
        machine.WaitForSession();
        Assert.NotEqual(before, lab.SiteSnapshot());

        Apt(machine, "remove", "holdfast");
        Assert.Equal(before, lab.SiteSnapshot());
        Assert.Equal(0, service.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(machine.Machine.ResolvConf));
        Assert.False(File.Exists(machine.Seen("/usr/bin/holdfast")));
        Assert.True(File.Exists(machine.Seen("/etc/holdfast/agent.json")));

        Apt(machine, "purge", "holdfast");
        string[] gone = ["/etc/holdfast", "/var/lib/holdfast", "/run/holdfast", "/usr/lib/holdfast", "/usr/share/holdfast", "/usr/share/doc/holdfast", Enabled];
        Assert.All(gone, path => Assert.False(Path.Exists(machine.Seen(path)), path));
    }

    [Fact]
    public void What_the_administrator_has_disabled_stays_so_at_an_upgrade()
    {
        using var lab = StartLab(Gateway);
        using var machine = Install(lab);
        File.Delete(machine.Seen(Enabled));

        Apt(machine, "install", machine.Bring(NextVersion()));

        Assert.False(Path.Exists(machine.Seen(Enabled)));
    }

    private static FreshMachine Install(TunnelLab lab)
    {
        var machine = FreshMachine.Debian(lab);
        try
        {
            Apt(machine, "install", machine.Bring(PackageBuild.Deb));
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    private static void Apt(FreshMachine machine, string command, string what) =>
        Log(machine.Machine.Check("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", command, what));

    /// <summary>The same package with the version after it.</summary>
    private static string NextVersion()
    {
        string folder = PackageBuild.Scratch("next"), control = folder + "/tree/DEBIAN/control", package = folder + "/next.deb";
        Command.Check(["dpkg-deb", "-R", PackageBuild.Deb, folder + "/tree"]);
        File.WriteAllText(control, File.ReadAllText(control).Replace($"Version: {PackageBuild.Version}\n", $"Version: {PackageBuild.Version}+1\n", StringComparison.Ordinal));
        Command.Check(["dpkg-deb", "--root-owner-group", "-Znone", "-b", folder + "/tree", package]);
        return package;
    }
}
