using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The files for service managers, as far as they can be tried without one.</summary>
public sealed class ServiceFileTests : LabTest
{
    private const int MostExposure = 20; // tenths

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
}
