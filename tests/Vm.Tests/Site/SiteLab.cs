using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Site;

/// <summary>A site of a machine and the gateway that it connects to, for one test. Dispose makes the machine as it was.</summary>
public sealed class SiteLab : IDisposable
{
    public const string Program = "/lab/holdfast";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<GuestAgent> _agents = [];

    internal SiteLab(Guest guest, VmGateway gateway)
    {
        (Guest, Gateway) = (guest, gateway);
        Before = Snapshot();
    }

    public Guest Guest { get; }

    public VmGateway Gateway { get; }

    /// <summary>The site's network at the beginning.</summary>
    public string Before { get; }

    /// <summary>Everything that the site's network consists of, the kernel's SAs included.</summary>
    public string Snapshot() => Guest.Check("sh /lab/guest/snapshot");

    /// <summary>Runs a command on the site.</summary>
    public CommandResult Run(string command, TimeSpan? timeout = null) =>
        Guest.Run($"exec ip netns exec site {command}", timeout);

    /// <returns>Standard output.</returns>
    public string Check(string command, TimeSpan? timeout = null) =>
        Guest.Check($"exec ip netns exec site {command}", timeout);

    /// <summary>Starts `holdfast run --once` on the site with these settings.</summary>
    public GuestAgent StartAgent(AgentSettings settings)
    {
        Guest.WriteFile("/etc/holdfast/agent.json", (settings with { Gateway = Peer(settings) }).ToJson(), "600");
        return StartAgentAsConfigured();
    }

    /// <summary>Puts these settings in the place of the agent's, which runs, and has it read them.</summary>
    /// <returns>What it says to that.</returns>
    public string Reload(AgentSettings settings)
    {
        Guest.WriteFile("/etc/holdfast/agent.json", (settings with { Gateway = Peer(settings) }).ToJson(), "600");
        return Check($"{Program} reload");
    }

    public GuestAgent StartAgentAsConfigured()
    {
        _agents.Add(new GuestAgent(Guest, "run --once"));
        return _agents[^1];
    }

    /// <summary>Starts the agent and returns when its tunnel stands.</summary>
    public GuestAgent Connect(AgentSettings settings)
    {
        var agent = StartAgent(settings);
        agent.WaitForConnected();
        return agent;
    }

    /// <summary>Another command of the agent's, run to its end on the site.</summary>
    public CommandResult Holdfast(string arguments) => Run($"{Program} {arguments}");

    /// <summary>As it is now; it is asked for again where a busy machine does not answer in time.</summary>
    public AgentStatus Status() => WaitForStatus("the status", _ => true);

    /// <summary>Waits until the status is as wanted.</summary>
    /// <returns>That status.</returns>
    public AgentStatus WaitForStatus(string what, Func<AgentStatus, bool> condition, int seconds = 60)
    {
        AgentStatus? status = null;
        Wait.Until(what, () => TryStatus() is { } next && condition(status = next), TimeSpan.FromSeconds(seconds));
        return status!;
    }

    /// <summary>
    /// Every packet to the host behind the gateway is answered. For the answer to its last one ping(8) waits no longer than an interval,
    /// which is little under emulation: so there is another one that it waits for.
    /// </summary>
    public void Ping(string address = Addresses.HostV4)
    {
        var many = Run($"ping -n -c 5 -i 0.1 {address}");
        foreach (var number in Enumerable.Range(1, 4))
            Assert.Contains($"icmp_seq={number} ttl", many.Output, StringComparison.Ordinal);
        var last = Run($"ping -n -q -c 1 -W 5 {address}");
        Assert.True(last.ExitCode == 0, last.Output);
    }

    /// <summary>The host answers some time.</summary>
    public void WaitForPing(string address = Addresses.HostV4, int seconds = 60) => Wait.Until(
        $"{address} answers", () => Run($"ping -n -q -c 1 -W 1 {address}").ExitCode == 0, TimeSpan.FromSeconds(seconds));

    /// <summary>The kernel has none of these modules until the result is disposed of.</summary>
    public IDisposable Hide(string modules)
    {
        // What holds them is gone with the SAs of the test before.
        Wait.Until($"{modules} can be removed", () => Guest.Run($"sh /lab/guest/hide {modules}").ExitCode == 0, Patience);
        return new Hidden(this);
    }

    /// <summary>ESP packets that the site's kernel had no state for, or none yet.</summary>
    public int WithoutState() => Check("cat /proc/net/xfrm_stat").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(row => row[0] is "XfrmInNoStates" or "XfrmInStateInvalid" or "XfrmAcquireError")
        .Sum(row => int.Parse(row[1], CultureInfo.InvariantCulture));

    /// <summary>The SPIs of the ESP states in the site's kernel.</summary>
    public IReadOnlyList<string> States() => XfrmList.Spis(Check("ip xfrm state"));

    /// <summary>How it all stands, for the report of a test that failed.</summary>
    public string Describe()
    {
        try
        {
            return $"""
                {string.Join('\n', _agents.Select(agent => $"-- an agent\n{agent.Log}"))}
                -- status
                {Holdfast("status --json").Output}
                -- the site's network
                {Snapshot()}
                -- the gateway's SAs
                {Gateway.Sas()}
                {Gateway.Check("ip -s xfrm state")}
                -- its log
                {Gateway.Log()}
                -- the kernel's
                {Guest.Run("dmesg | tail -n 20").Output}
                """;
        }
        catch (LabException error)
        {
            return error.Message;
        }
    }

    public void Dispose()
    {
        try
        {
            foreach (var agent in _agents)
                agent.End();
            Restore();
        }
        catch (LabException)
        {
            // The next test gets a new machine.
            Guest.SwitchOff();
        }
    }

    private AgentStatus? TryStatus()
    {
        var result = Holdfast("status --json");
        return result.ExitCode == 0 ? AgentStatus.Parse(result.Output) : null;
    }

    private string Peer(AgentSettings settings) =>
        settings.Gateway == Addresses.Gateway ? Gateway.Address : settings.Gateway;

    private void Restore()
    {
        Gateway.CloseAll();
        Guest.Check("sh /lab/guest/restore");
        if (Snapshot() != Before)
            Holdfast("down");
        // What a test has left is the next one's no more; whether it may leave it is that test's question.
        if (Snapshot() != Before)
            throw new LabException("the site is not as it was");
    }

    private sealed class Hidden(SiteLab lab) : IDisposable
    {
        public void Dispose() => lab.Guest.Check("sh /lab/guest/unhide");
    }
}
