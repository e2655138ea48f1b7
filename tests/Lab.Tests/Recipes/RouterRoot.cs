using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>
/// A root directory as a router has it: BusyBox, stand-ins for OpenWrt's functions and procd, and the package unpacked as opkg does.
/// </summary>
public sealed class RouterRoot : IDisposable
{
    private const string BusyBox = "/bin/busybox";
    private const string Calls = "/tmp/calls";

    /// <summary>Takes down what it is told, after what stands on its standard output.</summary>
    private const string Recorder = "#!/bin/sh\necho \"holdfast $*\" >> /tmp/calls\n";

    private static readonly string[] ChangeRoot = Environment.IsPrivilegedProcess ? ["chroot"] : ["unshare", "-Ur", "chroot"];

    /// <summary>Made once.</summary>
    private static readonly Lazy<(byte[] Data, byte[] Control)> Package = new(() =>
    {
        using var package = new Ipk();
        return (File.ReadAllBytes(package.Data), File.ReadAllBytes(package.Control));
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-router-").FullName;

    public RouterRoot()
    {
        foreach (var folder in new[] { "bin", "dev", "lib", "tmp/run", "usr/lib/opkg/info" })
            Directory.CreateDirectory(At(folder));
        File.CreateSymbolicLink(At("var"), "tmp");
        File.WriteAllText(At("dev/null"), "");
        Unpack(Package.Value.Data, _folder);
        Unpack(Package.Value.Control, At("usr/lib/opkg/info"));
        File.Copy(At("usr/lib/opkg/info/prerm-pkg"), At("usr/lib/opkg/info/holdfast.prerm-pkg"));
        Executable.Copy(BusyBox, At(BusyBox));
        // Hard links: a symbolic one, written through from outside, would lead to this machine's own BusyBox.
        Check(BusyBox, "--install", "/bin");
        File.Copy(StandIn("functions.sh"), At("lib/functions.sh"));
        Program("etc/rc.common", File.ReadAllText(StandIn("rc.common")));
        Program("usr/bin/holdfast", Recorder);
        Program("bin/logger", "#!/bin/sh\ncat >&2\n");
    }

    /// <summary>What is missing for one, or null.</summary>
    public static string? Missing =>
        File.Exists(BusyBox) && !Binary.ElfFile.Read(BusyBox).HasInterpreter ? null : "a static BusyBox is missing: apt-get install busybox-static";

    /// <summary>What procd and the agent were told, since it was last asked.</summary>
    public IReadOnlyList<string> Told()
    {
        var lines = File.Exists(At(Calls)) ? File.ReadAllLines(At(Calls)) : [];
        File.Delete(At(Calls));
        return lines;
    }

    public string At(string path) => Path.Combine(_folder, path.TrimStart('/'));

    public CommandResult Run(params string[] command) => Command.Run([.. ChangeRoot, _folder, .. command]);

    /// <summary>With /proc, and with processes of its own, which end with it.</summary>
    public CommandResult RunWithProcesses(params string[] command) => Command.Run(
        [
            "unshare", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["-Ur"], "--mount", "--pid", "--fork", "--kill-child",
            "sh", "-c", "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"", _folder, .. command,
        ]);

    public string Check(params string[] command) => Command.Check([.. ChangeRoot, _folder, .. command]);

    /// <summary>In place of the agent that only takes down: the one that was built.</summary>
    public void PutAgent() => Executable.Copy(HoldfastBinary.Path, At("usr/bin/holdfast"));

    /// <summary>In place of what may be there.</summary>
    public void Program(string path, string text) => Executable.Write(At(path), text);

    public void WriteUci(string text) => File.WriteAllText(At("etc/config/holdfast"), text);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Unpack(byte[] archive, string folder)
    {
        string file = At("tmp/archive");
        File.WriteAllBytes(file, archive);
        Command.Check(["tar", "-xzf", file, "-C", folder]);
        File.Delete(file);
    }

    private static string StandIn(string name) => Path.Combine(HoldfastBinary.Root, "tests/Lab.Tests/Recipes/router", name);
}
