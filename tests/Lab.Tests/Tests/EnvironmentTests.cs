using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Machines that lack something: room or a right to write, IPv6, the node of the TUN driver.</summary>
public sealed partial class EnvironmentTests : LabTest
{
    private const string State = "/run/holdfast-state", RunTime = "/run/holdfast";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    // The history is tried again after 30 s, the journal after a minute.
    [GeneratedRegex("what should survive a restart is kept again")]
    private static partial Regex StateIsKept { get; }

    [GeneratedRegex("the journal of what is in the kernel is written again")]
    private static partial Regex JournalIsKept { get; }

    [Fact]
    public void A_read_only_root_with_one_small_folder()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        var agent = lab.StartAgentAfter($"""
            {Small(State)}
            for folder in / /etc; do mount -o remount,bind,ro $folder; done
            """);
        agent.WaitForConnected();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(lab.Topology.Site.ResolvConf));
        Assert.Single(agent.WarningLines, line => line.Contains("EROFS", StringComparison.Ordinal));
        Assert.Empty(agent.ErrorLines);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void With_nothing_to_write_to_but_the_run_time_folder_the_tunnel_stands()
    {
        using var lab = StartLab();
        var agent = lab.StartAgentAfter($"mkdir -p {State}\nmount --bind {State} {State}\nfor folder in / /etc {State}; do mount -o remount,bind,ro $folder; done");
        agent.WaitForConnected();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        agent.WaitForLine(StateIsNotKept, Patience);
        Toggle(agent);
        Assert.Single(agent.WarningLines, line => StateIsNotKept.IsMatch(line));
    }

    [Fact]
    public void A_full_disk_holds_nothing_up_and_is_told_of_once_and_what_waits_is_written_when_there_is_room()
    {
        using var lab = StartLab();
        var agent = lab.StartAgentAfter($"""
            {Full(State)}
            {Full(RunTime)}
            cp -a /etc /run/etc
            {Small("/etc")}
            cp -a /run/etc/. /etc/
            {Fill("/etc")}
            """);
        agent.WaitForConnected();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        agent.WaitForLine(StateIsNotKept, Patience);
        Toggle(agent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(agent.Seen("/etc/resolv.conf")));

        File.Delete(agent.Seen($"{State}/filler"));
        File.Delete(agent.Seen($"{RunTime}/filler"));
        agent.WaitForLine(StateIsKept, Patience);
        agent.WaitForLine(JournalIsKept, Patience);
        Assert.Single(agent.WarningLines, line => StateIsNotKept.IsMatch(line));
        Assert.Single(agent.WarningLines, line => line.Contains("is not on record", StringComparison.Ordinal));
        Assert.Empty(agent.ErrorLines);
        Assert.Contains("connected", File.ReadAllText(agent.Seen($"{State}/history")), StringComparison.Ordinal);
        Assert.Contains("+", File.ReadAllText(agent.Seen($"{RunTime}/kernel")), StringComparison.Ordinal);
        var names = Directory.GetFiles(agent.Seen(State)).Select(Path.GetFileName).Concat(Directory.GetFiles(agent.Seen("/etc")).Select(Path.GetFileName));
        Assert.DoesNotContain(names, name => HalfFile.IsMatch(name!));
    }

    [Theory]
    [InlineData(State)]
    [InlineData("/etc/holdfast")]
    public void On_a_full_disk_apply_refuses_in_one_line_and_nothing_changes(string full)
    {
        using var lab = StartLab();
        var settings = new AgentSettings { RekeyTest = false };
        var agent = lab.StartAgentAfter($"cp -a /etc/holdfast /run/kept\n{Small(full)}\ncp -a /run/kept/. {full}/\n{Fill(full)}", settings);
        agent.WaitForConnected();
        var session = agent.Beside("status", "--json").Output;
        var next = Path.Combine(lab.Topology.Site.Run, "next.json");
        File.WriteAllText(next, (settings with { LivenessInterval = "7s" }).ToJson());
        File.SetUnixFileMode(next, AgentFile.Private);

        var applied = agent.Beside("apply", "/run/next.json");
        Log(applied.Error);
        Assert.NotEqual(0, applied.ExitCode);
        Assert.Single(applied.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("nothing has changed", applied.Error, StringComparison.Ordinal);
        Assert.Equal(settings.ToJson(), File.ReadAllText(agent.Seen("/etc/holdfast/agent.json")));
        Assert.Equal(AgentStatus.Parse(session).IkeSpis, AgentStatus.Parse(agent.Beside("status", "--json").Output).IkeSpis);
        Assert.DoesNotContain(Directory.GetFiles(agent.Seen("/etc/holdfast")), name => HalfFile.IsMatch(name));
        Assert.NotEqual(0, agent.Beside("confirm").ExitCode);
    }

    [Fact]
    public void Nothing_is_written_while_the_tunnel_stands()
    {
        using var lab = StartLab(new GatewaySettings { DeleteDelaySeconds = 1 });
        lab.Connect(new AgentSettings
        {
            RekeyTest = false, RekeyTime = "2s", IkeRekeyTime = "5s", LivenessInterval = "1s", Probe = [Addresses.HostV4], ProbeInterval = "1s",
        });
        using var writes = new FolderWatch(lab.Topology.Site.Run, lab.Topology.Site.Etc);
        writes.WaitForQuiet(TimeSpan.FromSeconds(5), Patience); // what was written when it connected
        var before = lab.Status();
        writes.Clear();
        Wait.Until("many rekeys", () => lab.Status() is var now && now.ChildRekeys >= before.ChildRekeys + 6 && now.IkeRekeys >= before.IkeRekeys + 2, Patience);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Empty(writes.Seen);
    }

    [Fact]
    public void Without_the_node_of_the_TUN_driver_the_agent_makes_it()
    {
        using var lab = StartLab();
        var agent = lab.StartAgentAfter(NoDevices);
        agent.WaitForConnected();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Empty(agent.WarningLines);
        Assert.True(File.Exists(agent.Seen("/dev/net/tun")));
    }

    [Fact]
    public void Where_it_may_not_make_the_node_it_says_what_to_do()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        var agent = lab.StartAgentAfter($"{NoDevices}\nset -- setpriv --bounding-set -mknod \"$@\"");
        Assert.Equal(ExitCodes.MissingPrivilege, agent.WaitForExit());
        var error = Assert.Single(agent.ErrorLines);
        Log(error);
        Assert.Contains("mknod /dev/net/tun c 10 200", error, StringComparison.Ordinal);
        Assert.Contains("modprobe tun", error, StringComparison.Ordinal);
        Assert.Contains("--device /dev/net/tun", error, StringComparison.Ordinal);
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void Where_IPv6_is_disabled_the_tunnel_does_without_it_and_says_so_once()
    {
        using var lab = StartLab(RoutingTests.WholeInternet, network => network.Site.Network.Sysctl(
            "net/ipv6/conf/all/disable_ipv6=1", "net/ipv6/conf/default/disable_ipv6=1"));
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(RoutingTests.Everything with { RekeyTest = false, IkeRekeyTime = "3s" });
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Wait.Until("two rekeys", () => lab.Status().IkeRekeys >= 2, Patience);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Single(agent.WarningLines, line => line.Contains("IPv6", StringComparison.Ordinal));
        Assert.Empty(agent.ErrorLines);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    private const string NoDevices = "mount -t tmpfs -o mode=755 none /dev\nmknod -m 666 /dev/null c 1 3";

    [GeneratedRegex("what should survive a restart is not kept")]
    private static partial Regex StateIsNotKept { get; }

    /// <summary>The name of a file on its way to its place.</summary>
    [GeneratedRegex(@"\.[0-9a-f]{16}$")]
    private static partial Regex HalfFile { get; }

    private static string Small(string folder) => $"mkdir -p {folder}\nmount -t tmpfs -o size=64k,mode=700 small {folder}";

    private static string Fill(string folder) => $"dd if=/dev/zero of={folder}/filler bs=1k count=100 2> /dev/null || :";

    private static string Full(string folder) => $"{Small(folder)}\n{Fill(folder)}";

    /// <summary>Ends the session and begins another, for something to write.</summary>
    private static void Toggle(HoldfastProcess agent)
    {
        Assert.Equal(0, agent.Beside("down").ExitCode);
        Assert.Equal(0, agent.Beside("up").ExitCode);
        Wait.Until("connected again", () => agent.Beside("status", "--json") is { ExitCode: 0 } said && AgentStatus.Parse(said.Output).IkeSpis.Count == 1, Patience);
    }
}
