using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>What a service manager hears of the agent, and what happens without one when the agent hangs.</summary>
public sealed class WatchdogTests : LabTest
{
    private const int Aborted = 128 + 6; // SIGABRT

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Three times the timeout of <see cref="Variables"/>.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private static IReadOnlyList<string> Variables => ["NOTIFY_SOCKET=/run/notify.sock", "WATCHDOG_USEC=1000000"];

    [Fact]
    public void The_service_manager_hears_of_start_state_and_end()
    {
        using var lab = StartLab();
        using var manager = Manager(lab);
        var agent = lab.StartAgentWith(Variables, new AgentSettings());

        Assert.True(manager.TryReceive(Patience, out var first));
        if (first.Contains("WATCHDOG=1"))
            Assert.True(manager.TryReceive(Patience, out first));
        Assert.Equal("READY=1", first[0]);
        Assert.StartsWith("STATUS=", first[1], StringComparison.Ordinal);
        manager.WaitFor($"STATUS=connected to {Addresses.Gateway}", Patience);

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        manager.WaitFor("STOPPING=1", Patience);
    }

    [Fact]
    public void The_watchdog_is_fed_while_there_is_no_gateway_and_not_by_a_process_that_stands_still()
    {
        using var lab = StartLab(prepare: topology => topology.CutOffGateway());
        using var manager = Manager(lab);
        var agent = lab.StartAgentWith(Variables, new AgentSettings { ConnectTimeout = "60s" });
        manager.WaitFor("READY=1", Patience);
        for (var i = 0; i < 12; i++)
            manager.WaitFor("WATCHDOG=1", TimeSpan.FromSeconds(1));

        agent.Signal(BackgroundProcess.Stop);
        Thread.Sleep(TimeSpan.FromMilliseconds(200)); // until it stands
        manager.Forget();
        Assert.False(manager.TryReceive(Silence, out var lines), string.Join(' ', lines));

        agent.Signal(BackgroundProcess.Continue);
        manager.WaitFor("WATCHDOG=1", Patience);
    }

    [Fact]
    public void Without_a_service_manager_a_loop_that_hangs_is_the_end_of_the_process_and_the_next_start_connects()
    {
        using var lab = StartLab();
        var agent = lab.Connect(new AgentSettings { HangTimeout = "2s" });
        using var stop = new ThreadStop(agent.Id);

        Assert.Equal(Aborted, agent.WaitForExit());
        Assert.Contains("has hung for 2s", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
        lab.Connect();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void A_process_that_was_stopped_for_longer_than_the_timeout_goes_on_when_it_is_continued()
    {
        using var lab = StartLab();
        var agent = lab.Connect(new AgentSettings { HangTimeout = "2s" });
        agent.Signal(BackgroundProcess.Stop);
        Thread.Sleep(TimeSpan.FromSeconds(5));
        agent.Signal(BackgroundProcess.Continue);

        Wait.Until("an answer through the tunnel", () => Ping.Run(lab.Site, Addresses.HostV4, 1).LossPercent == 0, Patience);
        Assert.False(agent.HasExited);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    private static NotifySocket Manager(TunnelLab lab) => new(Path.Combine(lab.Topology.Site.Run, "notify.sock"));
}
