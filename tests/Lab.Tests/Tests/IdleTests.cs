using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tests;

/// <summary>A board that does nothing sleeps: the agent leaves it alone.</summary>
public sealed class IdleTests : LabTest
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5), Window = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_thread_wakes_more_than_once_a_second_while_connected_and_idle(bool isManaged)
    {
        using var lab = StartLab();
        using var manager = isManaged ? new NotifySocket(Path.Combine(lab.Topology.Site.Run, "notify.sock")) : null;
        string[] variables = isManaged ? ["NOTIFY_SOCKET=/run/notify.sock", "WATCHDOG_USEC=30000000"] : [];
        var agent = lab.ConnectWith(variables, new AgentSettings());
        Thread.Sleep(Settling);
        var before = Wakes(agent.Id);
        Thread.Sleep(Window);
        var after = Wakes(agent.Id);

        var wakes = after.Select(thread => (Thread: thread.Key, Count: thread.Value - before.GetValueOrDefault(thread.Key))).ToList();
        var report = string.Join(", ", wakes.Select(thread => $"{thread.Thread}: {thread.Count}"));
        Log($"wakes in {Window.TotalSeconds:F0} s: {report}");
        Assert.NotEmpty(wakes);
        Assert.True(wakes.TrueForAll(thread => thread.Count <= Window.TotalSeconds), report);
    }

    /// <summary>How often each thread went to sleep of its own accord so far (proc(5), status).</summary>
    private static Dictionary<string, long> Wakes(int process) => Directory.GetDirectories($"/proc/{process}/task").ToDictionary(
        thread => $"{Path.GetFileName(thread)} {File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd()}",
        thread => long.Parse(
            File.ReadLines(Path.Combine(thread, "status")).First(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Split('\t')[1],
            CultureInfo.InvariantCulture));
}
