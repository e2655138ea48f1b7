using System.Globalization;
using Holdfast.Lab.Agent;

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
        string[] variables = isManaged ? ["NOTIFY_SOCKET=@nobody", "WATCHDOG_USEC=30000000"] : [];
        var agent = lab.ConnectWith(variables, new AgentSettings());
        Thread.Sleep(Settling);
        var before = Wakes(agent.Id);
        Thread.Sleep(Window);
        var after = Wakes(agent.Id);

        Assert.NotEmpty(after);
        foreach (var (thread, count) in after)
        {
            var wakes = count - before.GetValueOrDefault(thread);
            Log($"{thread}: {wakes} in {Window.TotalSeconds:F0} s");
            Assert.True(wakes <= Window.TotalSeconds, $"{thread} woke {wakes} times");
        }
    }

    /// <summary>How often each thread went to sleep of its own accord so far (proc(5), status).</summary>
    private static Dictionary<string, long> Wakes(int process) => Directory.GetDirectories($"/proc/{process}/task").ToDictionary(
        thread => $"{Path.GetFileName(thread)} {File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd()}",
        thread => long.Parse(
            File.ReadLines(Path.Combine(thread, "status")).First(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Split('\t')[1],
            CultureInfo.InvariantCulture));
}
