using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Packages;

/// <summary>
/// A machine in the place of the lab's site, with a root directory of its own that knows nothing of Holdfast yet.
/// </summary>
internal sealed class FreshMachine : IDisposable
{
    private const string Script = "tests/Lab.Tests/scripts/debian-root.sh";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _root;

    private FreshMachine(TunnelLab lab, string root)
    {
        _root = root;
        Machine = new Machine(lab.Site, Path.Combine(lab.Topology.Folder, "fresh"), root);
        Command.Check(["cp", "-a", root + "/etc/.", Machine.Etc]);
        File.WriteAllText(Machine.ResolvConf, Machine.OriginalResolvConf);
    }

    public Machine Machine { get; }

    /// <summary>What is missing for a fresh Debian, or null.</summary>
    public static string? MissingDebian => Directory.Exists(DebianRoot) ? null : $"{DebianRoot} is missing: {Script}";

    /// <summary>What is missing for a Debian with OpenRC, or null.</summary>
    public static string? MissingOpenRc =>
        MissingDebian ?? (Directory.Exists(OpenRcPackages) ? null : $"{OpenRcPackages} is missing: tests/Lab.Tests/scripts/openrc.sh");

    /// <summary>What is missing for a machine of BusyBox alone, or null.</summary>
    public static string? MissingBusyBox => PackageBuild.MissingProgram("busybox", "busybox-static");

    private static string OpenRcPackages => Path.Combine(GatewayRoot.Cache, "openrc", "current");

    private static string DebianRoot => Path.Combine(GatewayRoot.Cache, "debian", "current");

    /// <summary>A minimal Debian with apt, as scripts/debian-root.sh leaves it.</summary>
    public static FreshMachine Debian(TunnelLab lab)
    {
        string root = NewRoot();
        Command.Check(["cp", "-a", DebianRoot + "/.", root]);
        return new FreshMachine(lab, root);
    }

    /// <summary>The same with OpenRC, which has no services but what is installed there.</summary>
    public static FreshMachine OpenRc(TunnelLab lab)
    {
        string root = NewRoot();
        Command.Check(["cp", "-a", DebianRoot + "/.", root]);
        foreach (string package in Directory.GetFiles(OpenRcPackages, "*.deb"))
            Command.Check(["sh", "-ec", $"dpkg-deb --fsys-tarfile {package} | tar -C {root} -x --keep-directory-symlink"]);
        return new FreshMachine(lab, root);
    }

    /// <summary>BusyBox and nothing else.</summary>
    /// <param name="inittab">Of its init.</param>
    public static FreshMachine BusyBox(TunnelLab lab, string inittab)
    {
        string root = NewRoot();
        foreach (string folder in (string[])["bin", "sbin", "usr/bin", "usr/sbin", "usr/lib", "usr/share", "etc", "dev", "proc", "sys", "run", "tmp", "var/lib", "root"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        string busybox = Command.Check(["sh", "-c", "command -v busybox"]).Trim();
        File.Copy(busybox, root + "/bin/busybox");
        Command.Check(["chroot", root, "/bin/busybox", "--install", "-s"]);
        File.WriteAllText(root + "/etc/inittab", inittab);
        return new FreshMachine(lab, root);
    }

    /// <summary>A path of the machine's, seen from outside.</summary>
    public string Seen(string path) =>
        path.StartsWith("/etc/", StringComparison.Ordinal) ? Machine.Etc + path[4..]
        : path.StartsWith("/run/", StringComparison.Ordinal) ? Machine.Run + path[4..]
        : _root + path;

    /// <summary>Puts a file into its /root.</summary>
    /// <returns>Its path there.</returns>
    public string Bring(string file)
    {
        string path = "/root/" + Path.GetFileName(file);
        File.Copy(file, Seen(path), overwrite: true);
        return path;
    }

    /// <summary>Makes what the agent and its user find there: the gateway's name and authority, and the three lines.</summary>
    public void Configure(GatewaySettings gateway, Authority authority)
    {
        SiteTrust.Install(Machine, authority, gateway.Identity);
        AgentFile.Write(Machine, AgentSettings.Login(gateway).ToJson());
    }

    /// <summary>The service manager's stand-in for Debian: does with the unit what systemd does, until an end that was asked for.</summary>
    public BackgroundProcess StartService() => BackgroundProcess.Start(Machine.Wrap("sh", "-c", """
        unit=/usr/lib/systemd/system/holdfast.service
        [ -e "$(sed -n 's/^ConditionPathExists=//p' $unit)" ] || [ -z "$(sed -n 's/^ConditionPathExists=//p' $unit)" ] || exit 0
        while :; do
            sed -n 's/^ExecStartPre=[-+!:@]*//p' $unit > /tmp/before
            while read -r command; do
                sh -c "$command"
            done < /tmp/before
            sh -c "exec $(sed -n 's/^ExecStart=//p' $unit)" && exit 0
            sleep 0.2
        done
        """));

    /// <summary>The processes that run the executable which lies there now.</summary>
    public IReadOnlyList<string> Agents => Machine.Check("sh", "-c", """
        for folder in /proc/[0-9]*; do
            if [ "$folder/exe" -ef /usr/bin/holdfast ]; then echo "${folder#/proc/}"; fi
        done
        """).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns when a session stands that has none of these SPIs.</summary>
    /// <returns>Its SPIs.</returns>
    public IReadOnlyList<string> WaitForSession(params IReadOnlyList<string> others)
    {
        IReadOnlyList<string> spis = [];
        Wait.Until("a session stands", () =>
        {
            var status = Machine.Execute("/usr/bin/holdfast", "status", "--json");
            spis = status.ExitCode == 0 ? AgentStatus.Parse(status.Output).IkeSpis : [];
            return spis.Count > 0 && !spis.Intersect(others).Any() && AgentStatus.Parse(status.Output).Children.Any(child => child.Sends);
        }, Patience);
        return spis;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string NewRoot() => Directory.CreateTempSubdirectory("holdfast-fresh-").FullName;
}
