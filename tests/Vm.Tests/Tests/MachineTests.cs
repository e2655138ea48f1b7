using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>What the machine itself does: it sleeps, and its watchdog resets it.</summary>
public abstract partial class MachineTests(LabMachine machine) : VmTest(machine)
{
    private const int WatchdogSeconds = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [GeneratedRegex("this machine slept for ([0-9]+) s")]
    private static partial Regex Slept { get; }

    /// <summary>Nothing else would have the gateway asked in that hour.</summary>
    [Fact]
    public void After_a_sleep_the_gateway_is_asked_at_once()
    {
        var lab = Start();
        var agent = lab.Connect((Agent with { LivenessInterval = "1h" }).By(PathMode.Interface));
        lab.Ping();
        Thread.Sleep(TimeSpan.FromSeconds(2)); // what the connection asks of its own is over
        var asked = Asked(lab);
        lab.Guest.Check("""
            echo 0 > /sys/class/rtc/rtc0/wakealarm
            echo +8 > /sys/class/rtc/rtc0/wakealarm
            echo mem > /sys/power/state
            """);
        var line = agent.WaitForLine(Slept);
        Log(line);
        Assert.InRange(int.Parse(Slept.Match(line).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 3, 12);
        Wait.Until("the gateway is asked", () => Asked(lab) > asked, TimeSpan.FromSeconds(5));
        lab.Ping();
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    [Fact]
    public void The_watchdog_ends_with_the_agent_and_resets_the_machine_of_one_that_stands_still()
    {
        var lab = Start();
        lab.Guest.Check("modprobe softdog");
        var settings = (Agent with { WatchdogDevice = "/dev/watchdog", WatchdogTimeout = $"{WatchdogSeconds}s", HangTimeout = "1h" }).By(PathMode.Interface);
        var agent = lab.Connect(settings);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Thread.Sleep(TimeSpan.FromSeconds(WatchdogSeconds * 2));
        Assert.False(lab.Guest.IsGone);

        agent = lab.Connect(settings);
        Thread.Sleep(TimeSpan.FromSeconds(WatchdogSeconds * 2));
        lab.Ping();
        lab.Guest.Check($"kill -STOP {agent.Id}");
        Wait.Until("the machine is reset", () => lab.Guest.IsGone, Patience);
    }

    /// <summary>Requests of the agent's that the gateway has seen.</summary>
    private static int Asked(SiteLab lab) =>
        lab.Gateway.Log().Split('\n').Count(line => line.Contains("parsed INFORMATIONAL request", StringComparison.Ordinal));
}
