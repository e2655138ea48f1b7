using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The files for service managers, as far as they can be tried without one.</summary>
public sealed class ServiceFileTests : LabTest
{
    private const int MostExposure = 20; // tenths

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static string Services => Path.Combine(HoldfastBinary.Root, "cross-build", "services");

    [Fact]
    public void The_unit_is_as_narrow_as_systemd_wants_it()
    {
        Require(File.Exists("/usr/bin/systemd-analyze") ? null : "systemd-analyze is missing: apt-get install systemd");
        var unit = Path.Combine(Services, "holdfast.service");
        var result = Command.Run(["systemd-analyze", "security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", unit]);
        Log(result.Output);

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        var worse = Command.Run(["systemd-analyze", "security", "--offline=true", "--threshold=10", "--no-pager", unit]);
        Assert.NotEqual(0, worse.ExitCode);
    }

    [Fact]
    public void The_units_privileges_are_two()
    {
        var lines = File.ReadAllLines(Path.Combine(Services, "holdfast.service"));

        Assert.Contains("CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_BIND_SERVICE", lines);
        Assert.Contains("ConditionPathExists=/etc/holdfast/agent.json", lines);
        Assert.Contains("ExecStartPre=+-/usr/lib/holdfast/guard", lines);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("busybox sh")]
    public void Under_busybox_init_what_ends_is_started_again_until_it_is_stopped(string shell)
    {
        using var folder = new Folder();
        Require(shell == "sh" || File.Exists("/bin/busybox") || File.Exists("/usr/bin/busybox") ? null : "busybox is missing: apt-get install busybox");
        // The first one ends by itself.
        folder.Program("launch", $"echo $$ >> {folder["starts"]}\n[ $(wc -l < {folder["starts"]}) -gt 1 ] || exit 7\nexec sleep 600\n");
        folder.Program("S19holdfast", $"exec {shell} {folder.Script(Path.Combine(Services, "holdfast.busybox"), shell)} \"$@\"\n");

        Assert.Contains("not started", Command.Check([folder["S19holdfast"], "start"]), StringComparison.Ordinal);
        File.WriteAllText(folder["agent.json"], "{}");
        Command.Check([folder["S19holdfast"], "start"]);
        Wait.Until("it has been started twice", () => folder.Lines("starts").Length == 2, Patience);
        var agent = folder.Lines("starts")[1];
        Assert.True(Directory.Exists($"/proc/{agent}"));

        Command.Check([folder["S19holdfast"], "stop"]);
        Assert.False(Directory.Exists($"/proc/{agent}"));
        Assert.False(File.Exists(folder["pid"]));
        Assert.Equal(2, folder.Lines("starts").Length);
    }

    /// <summary>Programs in a folder of the test, in place of the system's.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-services-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public string[] Lines(string name) => File.Exists(this[name]) ? File.ReadAllLines(this[name]) : [];

        public void Program(string name, string script)
        {
            File.WriteAllText(this[name], "#!/bin/sh\n" + script);
            File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        /// <summary>The script with the paths of this folder; it starts itself by its own name.</summary>
        public string Script(string original, string shell)
        {
            var text = File.ReadAllText(original)
                .Replace("/usr/lib/holdfast/launch", this["launch"], StringComparison.Ordinal)
                .Replace("/run/holdfast.pid", this["pid"], StringComparison.Ordinal)
                .Replace("/etc/holdfast/agent.json", this["agent.json"], StringComparison.Ordinal)
                .Replace("\"$0\" supervise", $"{shell} \"$0\" supervise", StringComparison.Ordinal);
            File.WriteAllText(this["script"], text);
            return this["script"];
        }

        public void Dispose()
        {
            if (Lines("pid") is [var process])
                Command.Run(["kill", process]);
            foreach (var process in Lines("starts"))
                Command.Run(["kill", "-9", process]);
            _folder.Delete(recursive: true);
        }
    }
}
