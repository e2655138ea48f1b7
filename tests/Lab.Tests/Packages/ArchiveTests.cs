using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;
using Capture = Holdfast.Lab.Tools.Capture;

namespace Holdfast.Lab.Packages;

/// <summary>The archive's installer: on a machine with BusyBox alone, at work; and into images for the other service managers.</summary>
public sealed class ArchiveTests : PackageTest
{
    private const string Inittab = "::sysinit:/bin/mount -t proc proc /proc\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Gateway = RoutingTests.WholeInternet with
    {
        ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue(["gw.example.test"]),
    };

    public ArchiveTests() => Require(FreshMachine.MissingBusyBox);

    [Fact]
    public void Init_of_BusyBox_starts_it_an_upgrade_lets_nothing_out_and_its_end_leaves_nothing()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(Gateway);
        using var machine = FreshMachine.BusyBox(lab, Inittab);
        using var system = new BusyBoxSystem(machine);
        var before = lab.SiteSnapshot();
        system.Check("sh", "-ec", $"cd /root; tar xzf {machine.Bring(PackageBuild.Archive)}; cp -r holdfast-*/ /tmp/spoilt; cp -r holdfast-*/ /tmp/foreign");
        system.Check("sh", "-ec", "echo : > /tmp/spoilt/tree/usr/bin/holdfast; echo sparc > /tmp/foreign/machine");
        Assert.Throws<LabException>(() => system.Check("/tmp/spoilt/install.sh"));
        Assert.Throws<LabException>(() => system.Check("/tmp/foreign/install.sh"));
        Assert.False(File.Exists(machine.Seen("/usr/bin/holdfast")));

        Log(system.Check("sh", "-ec", "/root/holdfast-*/install.sh"));
        machine.Configure(Gateway, Root);
        var spis = machine.WaitForSession();
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        string configuration = File.ReadAllText(machine.Seen("/etc/holdfast/agent.json")), path = Path.Combine(lab.Topology.Folder, "outside.pcapng");

        using (var capture = new Capture(lab.Topology.Nat, "inside", path))
        using (var escapes = new Escapes(lab.Site, Addresses.HostV4))
        {
            Log(system.Check("sh", "-ec", "/root/holdfast-*/install.sh"));
            machine.WaitForSession(spis);
            escapes.WaitForMore();
            capture.Stop(Addresses.Site);
            Assert.Equal(0, escapes.CountIn(path));
        }
        Assert.Single(machine.Agents);
        Assert.Equal(configuration, File.ReadAllText(machine.Seen("/etc/holdfast/agent.json")));
        Assert.Single(File.ReadLines(machine.Seen("/etc/inittab")), line => line.Contains("holdfast", StringComparison.Ordinal));

        Log(system.Check("/usr/lib/holdfast/uninstall", "--purge"));
        Assert.Equal(before, lab.SiteSnapshot());
        Assert.Equal(Inittab, File.ReadAllText(machine.Seen("/etc/inittab")));
        string[] gone = ["/etc/holdfast", "/var/lib/holdfast", "/run/holdfast", "/usr/bin/holdfast", "/usr/lib/holdfast", "/usr/share/holdfast", "/usr/share/doc/holdfast"];
        Assert.All(gone, path => Assert.False(Path.Exists(machine.Seen(path)), path));
    }

    [Theory]
    [InlineData("systemd", "/etc/systemd/system/holdfast.service", "/etc/systemd/system/multi-user.target.wants/holdfast.service")]
    [InlineData("openrc", "/etc/init.d/holdfast", "/etc/runlevels/boot/holdfast")]
    [InlineData("openrc", "/etc/init.d/holdfast-first-boot", "/etc/runlevels/boot/holdfast-first-boot")]
    public void Into_an_image_it_brings_the_service_files_and_enables_them(string init, string file, string link)
    {
        string image = PackageBuild.Scratch("image");
        Install(image, "--init", init);

        Assert.True(File.Exists(image + file));
        Assert.Equal(file, new FileInfo(image + link).LinkTarget);
        Assert.True(File.GetUnixFileMode(image + "/usr/bin/holdfast").HasFlag(UnixFileMode.OtherExecute));

        File.Delete(image + link);
        Install(image, "--init", init);
        Assert.False(Path.Exists(image + link));
    }

    [Theory]
    [InlineData("::sysinit:/etc/init.d/rcS\n", "::respawn:/usr/lib/holdfast/respawn")]
    [InlineData("id:3:initdefault:\nsi::sysinit:/etc/init.d/rcS\n", "hf:2345:respawn:/usr/lib/holdfast/respawn")]
    public void An_inittab_gets_the_line_of_its_kind_once(string inittab, string line)
    {
        string image = PackageBuild.Scratch("image");
        Directory.CreateDirectory(image + "/etc");
        File.WriteAllText(image + "/etc/inittab", inittab);

        Install(image);
        Install(image);

        Assert.Equal($"{inittab}{line}\n", File.ReadAllText(image + "/etc/inittab"));
    }

    private static void Install(string image, params IReadOnlyList<string> arguments) =>
        Log(Command.Check([Unpack() + "/install.sh", "--root", image, .. arguments]));

    private static string Unpack()
    {
        string folder = PackageBuild.Scratch("archive");
        Command.Check(["tar", "-C", folder, "--strip-components=1", "-xzf", PackageBuild.Archive]);
        return folder;
    }

    /// <summary>The machine with its init as the first process of a process namespace. Dispose ends all of it.</summary>
    private sealed class BusyBoxSystem : IDisposable
    {
        private readonly BackgroundProcess _outer;
        private readonly string _init;

        public BusyBoxSystem(FreshMachine machine)
        {
            _outer = BackgroundProcess.Start(["unshare", "--pid", "--fork", "--kill-child", .. machine.Machine.Wrap("/sbin/init")]);
            string children = $"/proc/{_outer.Id}/task/{_outer.Id}/children";
            Wait.Until("init has begun", () => HasBegun(children), Patience);
            _init = File.ReadAllText(children).Trim();
        }

        /// <summary>Runs a command as on its console.</summary>
        public string Check(params IReadOnlyList<string> command) =>
            Command.Check(["nsenter", "--target", _init, "--mount", "--net", "--pid", "--root", "--wd", .. command]);

        public void Dispose()
        {
            Log(_outer.Transcript());
            _outer.Dispose();
        }

        // It is init when it has mounted its own /proc, where it is the first process.
        private static bool HasBegun(string children) =>
            File.ReadAllText(children).Trim() is { Length: > 0 } init
                && Command.Run(["nsenter", "--target", init, "--mount", "--root", "/bin/busybox", "readlink", "/proc/1/exe"]).Output.Contains("busybox", StringComparison.Ordinal);
    }
}
