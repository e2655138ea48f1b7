using System.Text.Json;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The unit as it is shipped, under a real systemd: what it is shut in with leaves it all that it needs.</summary>
public sealed class SystemdTests : LabTest
{
    private const string Connected = "connected to ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_agent_does_its_work_in_a_service_that_is_shut_in()
    {
        using var lab = StartLab();
        using var machine = Start(lab, new AgentSettings { Probe = [Addresses.HostV4], ProbeInterval = "1s" });
        try
        {
            machine.WaitForStatus(Connected);
            Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
            IsShutIn(machine);
            // Without CAP_NET_RAW.
            Wait.Until("the probe is answered", () => Session(machine).GetProperty("probe").GetString() == "alive", Patience);
            NamesAreInPlace(machine);
            AnotherConfigurationIsTakenFromAUsersFolder(machine);
            AKilledOneComesBack(machine);

            machine.Shell("systemctl stop holdfast");
            Assert.DoesNotContain(Addresses.DnsServer, machine.Shell("cat /etc/resolv.conf"), StringComparison.Ordinal);
            Assert.DoesNotContain("Read-only file system", machine.Journal(), StringComparison.Ordinal);
            Assert.DoesNotContain("Operation not permitted", machine.Journal(), StringComparison.Ordinal);
        }
        catch
        {
            Log(machine.Journal());
            throw;
        }
    }

    [Fact]
    public void Without_a_configuration_it_is_not_started_and_that_is_no_failure()
    {
        using var lab = StartLab();
        using var machine = Start(lab, new AgentSettings());
        machine.Shell("systemctl stop holdfast; rm /etc/holdfast/agent.json; systemctl start holdfast");

        Assert.Equal("inactive\n", machine.Run("systemctl", "is-active", "holdfast").Output);
        Assert.NotEqual(0, machine.Run("systemctl", "is-failed", "holdfast").ExitCode);
    }

    /// <summary>Whose configuration is wrong does not start five times a second, and needs nobody once it is right.</summary>
    [Fact]
    public void With_a_wrong_configuration_it_waits_between_its_starts_and_takes_the_mended_one()
    {
        using var lab = StartLab();
        using var machine = Start(lab, new AgentSettings());
        machine.WaitForStatus(Connected);
        machine.Shell("cp -p /etc/holdfast/agent.json /root/right.json && echo '{' > /etc/holdfast/agent.json");
        machine.Run("systemctl", "restart", "holdfast");

        Wait.Until("it waits", () => machine.Run("systemctl", "show", "-P", "SubState", "holdfast").Output == "stop-post\n", Patience);
        machine.Shell("cp -p /root/right.json /etc/holdfast/agent.json");
        machine.WaitForStatus(Connected);
    }

    private static SystemdMachine Start(TunnelLab lab, AgentSettings settings)
    {
        var folder = Path.GetDirectoryName(lab.Topology.Site.Etc)!;
        var machine = SystemdMachine.Start(lab.Site, settings, folder, out var why);
        if (machine is null)
            Assert.Skip(why); // a container may have no control groups to give
        return machine!;
    }

    private static void IsShutIn(SystemdMachine machine)
    {
        var status = machine.Shell($"cat /proc/{machine.MainPid}/status");
        foreach (var set in new[] { "CapPrm", "CapEff", "CapBnd" })
            Assert.Contains($"\n{set}:\t0000000000001400\n", status, StringComparison.Ordinal);
        Assert.Contains("\nSeccomp:\t2\n", status, StringComparison.Ordinal);
        Assert.Contains(
            "capabilities NET_BIND_SERVICE, NET_ADMIN; no new privileges; system calls filtered\n", machine.Shell("holdfast status"), StringComparison.Ordinal);

        var inside = $"nsenter -t {machine.MainPid} -m ";
        foreach (var closed in new[] { "/usr/x", "/etc/systemd/x", "/run/x", "/var/x" })
            Assert.Contains("Read-only", machine.Run("sh", "-c", $"{inside} touch {closed}").Error, StringComparison.Ordinal);
        machine.Shell($"{inside} sh -c 'echo 1 > /proc/sys/net/ipv4/conf/all/src_valid_mark'"); // with rp_filter
        Assert.NotEqual(0, machine.Run("sh", "-c", $"{inside} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'").ExitCode);
    }

    /// <summary>Also where another program replaces resolv.conf, as NetworkManager does when a link comes.</summary>
    private static void NamesAreInPlace(SystemdMachine machine)
    {
        machine.Shell($"grep {Addresses.DnsServer} /etc/resolv.conf");
        machine.Shell("echo nameserver 10.10.1.2 > /etc/new && mv /etc/new /etc/resolv.conf && systemctl restart holdfast");
        machine.WaitForStatus(Connected);
        machine.Shell($"grep {Addresses.DnsServer} /etc/resolv.conf && grep 10.10.1.2 /etc/resolv.conf");
    }

    private static void AnotherConfigurationIsTakenFromAUsersFolder(SystemdMachine machine)
    {
        machine.Shell("umask 077; sed 's/{/{ \"rekeyTime\": \"50m\",/' /etc/holdfast/agent.json > /root/new.json");
        Assert.Contains("/root/new.json is in force", machine.Shell("holdfast apply /root/new.json"), StringComparison.Ordinal);
        machine.Shell("holdfast confirm && grep 50m /etc/holdfast/agent.json && systemctl reload holdfast");
        Assert.Equal("", machine.Shell("ls /run/holdfast | grep apply || true"));
        machine.WaitForStatus(Connected);
    }

    private static void AKilledOneComesBack(SystemdMachine machine)
    {
        var killed = machine.MainPid;
        machine.Shell($"kill -9 {killed}");
        Wait.Until("it runs again", () => machine.MainPid is not "0" and var now && now != killed, Patience);
        machine.WaitForStatus(Connected);
    }

    private static JsonElement Session(SystemdMachine machine) =>
        JsonDocument.Parse(machine.Shell("holdfast status --json")).RootElement.GetProperty("session");
}
