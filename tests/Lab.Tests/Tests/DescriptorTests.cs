using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>An agent without a descriptor left for whoever asks it something.</summary>
public sealed class DescriptorTests : LabTest
{
    private const int MostTicks = 50; // half a second of the processor's time

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Commands_wait_the_tunnel_stands_and_nothing_spins()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        Limit(agent, LowestFree(agent));
        using var asking = BackgroundProcess.Start(lab.Topology.Site.Wrap([HoldfastBinary.Path, "status"]));
        agent.WaitForLine(new("^warning: commands such as \"holdfast status\" wait"), Patience);

        var before = Ticks(agent);
        Thread.Sleep(TimeSpan.FromSeconds(3));
        Assert.InRange(Ticks(agent) - before, 0, MostTicks);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);

        Limit(agent, 1024);
        Wait.Until("it answers again", () => lab.Holdfast("status").ExitCode == 0, Patience);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void Attempts_that_lacked_some_keep_none(int lacking)
    {
        using var lab = StartLab();
        var agent = lab.StartTirelessAgent(new AgentSettings());
        agent.WaitForConnected();
        var (whole, threads) = (Used(agent).Count, OfThreads(agent));
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());

        var hungry = lab.StartAgentAfter($"ulimit -S -n {whole - lacking}");
        for (var i = 0; i < 3; i++)
            hungry.WaitForLine(new("EMFILE"), Patience);
        Limit(hungry, 1024);
        Wait.Until("it takes commands", () => lab.Holdfast("up").ExitCode == 0, Patience);
        hungry.WaitForConnected();

        Assert.Equal(threads, OfThreads(hungry));
        Assert.Equal(ExitCodes.AskedToStop, hungry.Stop());
    }

    private static void Limit(HoldfastProcess agent, int descriptors) =>
        Command.Check(["prlimit", $"--pid={agent.Id}", $"--nofile={descriptors}:"]);

    // The lowest number that is free: with it as the limit there is none.
    private static int LowestFree(HoldfastProcess agent)
    {
        var used = Used(agent);
        return Enumerable.Range(0, used.Count + 1).First(number => !used.Contains(number));
    }

    private static HashSet<int> Used(HoldfastProcess agent) =>
        Directory.GetFileSystemEntries($"/proc/{agent.Id}/fd").Select(path => Number(Path.GetFileName(path))).ToHashSet();

    // What loops and threads wait with: of files and sockets there may be one more for a moment.
    private static string OfThreads(HoldfastProcess agent) => string.Join(' ', Directory.GetFileSystemEntries($"/proc/{agent.Id}/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "").Where(target => target.StartsWith("anon_inode:", StringComparison.Ordinal)).Order());

    // utime and stime of proc(5), behind the name in brackets.
    private static int Ticks(HoldfastProcess agent)
    {
        var fields = File.ReadAllText($"/proc/{agent.Id}/stat").Split(") ")[1].Split(' ');
        return Number(fields[11]) + Number(fields[12]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
