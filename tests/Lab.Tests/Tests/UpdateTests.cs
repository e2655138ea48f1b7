using System.Diagnostics;
using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Capture = Holdfast.Lab.Tools.Capture;

namespace Holdfast.Lab.Tests;

/// <summary>Another version of the agent, good and bad ones, with everything in the tunnel and nothing outside of it at any time.</summary>
public sealed class UpdateTests : LabTest
{
    private const int Failure = 1, Environment = 6, Refused = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly string[] Kept = [Addresses.HostV4, "198.51.100.1", Addresses.Gateway];

    [Fact]
    public void A_version_that_connects_stays()
    {
        Watch((lab, agent) =>
        {
            var file = agent.Offer("next", InstalledAgent.Next);
            var start = Stopwatch.GetTimestamp();
            var update = agent.Update(file, "--within", "60s");
            Assert.True(update.ExitCode == 0, update.Error);
            Assert.Contains($"version {InstalledAgent.Next} has started", update.Output, StringComparison.Ordinal);
            agent.WaitForConnected(Patience);
            Say("update to connected, with a second until the service manager starts it", start);
            Assert.Contains("update         0.1.0 -> 0.2.0: on trial, ", agent.Run("status").Output, StringComparison.Ordinal);
            Assert.Contains("\"secondsLeft\": ", agent.Run("status", "--json").Output, StringComparison.Ordinal);
            Assert.Equal("holdfast holdfast.previous", agent.Beside);
            Assert.Equal(Refused, agent.Update(file).ExitCode);

            agent.WaitFor("update 0.1.0 -> 0.2.0 works and stays", Patience);
            Assert.Equal(("holdfast", InstalledAgent.Next, false), (agent.Beside, agent.Version, agent.Keeps("update.json")));
            Assert.Contains("updated", agent.Run("history").Output, StringComparison.Ordinal);
            Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        });
    }

    [Fact]
    public void What_is_not_signed_for_this_machine_or_is_older_changes_nothing()
    {
        Watch((lab, agent) =>
        {
            var session = lab.Status().IkeSpis;
            Refuse(agent, agent.Offer("old", "0.0.9"), "older than 0.1.0; --allow-downgrade");
            Refuse(agent, agent.Offer("arm", "0.2.0", "linux-riscv64"), "is for riscv64");
            var next = agent.Offer("next", "0.2.0");
            File.AppendAllText(agent.Outside("next"), "x");
            Refuse(agent, next, "is not the file that was signed");
            File.Copy(agent.Outside("old.sig"), agent.Outside("next.sig"), overwrite: true);
            Refuse(agent, next, "older than");
            using SignifyKey other = new();
            other.Sign(agent.Outside("next"), "0.2.0", HoldfastBinary.HostRid);
            Refuse(agent, next, "wrong signature");

            Assert.Equal(("holdfast", InstalledAgent.Present), (agent.Beside, agent.Version));
            Assert.Equal(session, lab.Status().IkeSpis);
        });
    }

    [Fact]
    public void Where_the_disk_is_full_or_read_only_nothing_changes_and_it_is_said_what_to_do()
    {
        Watch((lab, agent) =>
        {
            var session = lab.Status().IkeSpis;
            var file = agent.Offer("next", InstalledAgent.Next);
            var full = agent.UpdateWith("-t tmpfs -o size=16m small", "true", "/run/small", file);
            Assert.Equal(Environment, full.ExitCode);
            Assert.Contains("No space left on device", full.Error, StringComparison.Ordinal);
            Assert.Contains("room for both", full.Error, StringComparison.Ordinal);
            var sealedOff = agent.UpdateWith("-t tmpfs readonly", "mount -o remount,ro /run/readonly", "/run/readonly", file);
            Assert.Equal(Environment, sealedOff.ExitCode);
            Assert.Contains("mount -o remount,rw", sealedOff.Error, StringComparison.Ordinal);
            Assert.False(agent.Keeps("update.json"));
            Assert.Equal(session, lab.Status().IkeSpis);
        });
    }

    /// <summary>Its self-test is well, but it fails as soon as it is to run.</summary>
    [Theory]
    [InlineData("abort()")]
    [InlineData("return 2")]
    public void A_version_that_ends_at_once_is_rolled_back_after_three_starts(string how)
    {
        Require(Requirements.MissingForPrograms);
        Watch((lab, agent) =>
        {
            var file = agent.OfferBad("next", InstalledAgent.Next, how);
            var start = Stopwatch.GetTimestamp();
            Assert.Contains($"version {InstalledAgent.Present} has started", agent.Update(file).Output, StringComparison.Ordinal);
            agent.WaitForConnected(Patience);
            Say("update to connected again, with three starts and a second before each", start);
            Assert.Contains("started 3 times", agent.Transcript, StringComparison.Ordinal);
            Assert.Contains("version 0.1.0 is back", agent.Run("history").Output, StringComparison.Ordinal);
            Assert.Equal(("holdfast", InstalledAgent.Present), (agent.Beside, agent.Version));
            Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        });
    }

    [Fact]
    public void A_version_that_does_not_connect_in_its_time_is_rolled_back()
    {
        Watch((lab, agent) =>
        {
            var file = agent.Offer("next", InstalledAgent.Next);
            lab.Topology.Nat.Nft("insert rule ip filter forwarding udp dport { 500, 4500 } counter drop comment \"cut\"");
            Assert.Equal(0, agent.Update(file, "--within", "10s").ExitCode);
            agent.WaitFor("did not connect within 10s", Patience);
            agent.WaitFor("version 0.1.0 is back", Patience);
            Assert.Equal(("holdfast", InstalledAgent.Present), (agent.Beside, agent.Version));
            var rules = lab.Topology.Nat.Check("nft", "-a", "list", "chain", "ip", "filter", "forwarding").Split('\n');
            var handle = rules.First(rule => rule.Contains("cut", StringComparison.Ordinal)).Split(' ')[^1];
            lab.Topology.Nat.Check("nft", "delete", "rule", "ip", "filter", "forwarding", "handle", handle);
            agent.WaitForConnected(Patience);
        });
    }

    [Fact]
    public void A_restart_keeps_the_kill_switch_shut_and_connects_again()
    {
        Watch((lab, agent) =>
        {
            var session = lab.Status().IkeSpis;
            var start = Stopwatch.GetTimestamp();
            var restart = agent.Run("restart");
            Assert.True(restart.ExitCode == 0, restart.Error);
            agent.WaitForConnected(Patience);
            Say("restart to connected, with a second until the service manager starts it", start);
            Assert.NotEqual(session, lab.Status().IkeSpis);
            Assert.Single(lab.Gateway.ListSas());
            Assert.Contains("restart", agent.Run("history").Output, StringComparison.Ordinal);
            Assert.DoesNotContain("without a word", agent.Run("history").Output, StringComparison.Ordinal);

            session = lab.Status().IkeSpis;
            start = Stopwatch.GetTimestamp();
            agent.Terminate();
            Wait.Until("there is another session", () => IsOther(agent, session), Patience);
            Say("for comparison: an orderly end, of which the gateway is told, to connected", start);
        });
    }

    [Fact]
    public void Without_an_agent_a_restart_says_so_and_an_update_begins_with_the_next_start()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        using var agent = new InstalledAgent(lab.Topology.Site, RoutingTests.Everything.ToJson());
        agent.WaitForConnected(Patience);
        agent.Stop();
        var restart = agent.Run("restart");
        Assert.Equal(Failure, restart.ExitCode);
        Assert.Contains("no running agent answers", restart.Error, StringComparison.Ordinal);
        var update = agent.Update(agent.Offer("next", InstalledAgent.Next), "--state-dir", "/run/holdfast-state");
        Assert.Equal(0, update.ExitCode);
        Assert.Contains("with its next start", update.Output, StringComparison.Ordinal);
        Assert.True(agent.Keeps("update.json"));
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
    }

    private static bool IsOther(InstalledAgent agent, IReadOnlyList<string> session)
    {
        var status = agent.Run("status", "--json");
        return status.ExitCode == 0 && AgentStatus.Parse(status.Output).IkeSpis is [var one] && one != session[0];
    }

    private static void Refuse(InstalledAgent agent, string file, string why)
    {
        var update = agent.Update(file);
        Assert.Equal(Refused, update.ExitCode);
        Assert.StartsWith("error: nothing has changed: ", update.Error, StringComparison.Ordinal);
        Assert.Contains(why, update.Error, StringComparison.Ordinal);
        Assert.Single(update.Error.TrimEnd('\n').Split('\n'));
    }

    /// <summary>An agent that is connected with everything in the tunnel, and a watch outside for what is not.</summary>
    private static void Watch(Action<TunnelLab, InstalledAgent> act)
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(RoutingTests.WholeInternet);
        using var agent = new InstalledAgent(lab.Topology.Site, RoutingTests.Everything.ToJson());
        var path = Path.Combine(lab.Topology.Folder, "outside.pcapng");
        try
        {
            agent.WaitForConnected(Patience);
            using var capture = new Capture(lab.Topology.Nat, "inside", path);
            using var escapes = new Escapes(lab.Site, Kept);
            act(lab, agent);
            escapes.WaitForMore();
            capture.Stop(Addresses.Site);
            Log($"{escapes.Sent} sent, {escapes.Refused} refused");
            Assert.Equal(0, escapes.CountIn(path));
        }
        finally
        {
            Log($"-- the agent\n{agent.Transcript}");
        }
    }

    private static void Say(string what, long start) =>
        Log(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms"));
}
