using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab;

/// <summary>The whole lab: the network and a gateway that serves in it. Dispose leaves nothing behind.</summary>
public sealed class TunnelLab : IDisposable
{
    private readonly List<HoldfastProcess> _agents = [];

    private readonly GatewaySettings _settings;

    private TunnelLab(GatewaySettings settings, Action<Topology>? prepare)
    {
        _settings = settings;
        Topology = Topology.Create(GatewayRoot.Of(settings.Version));
        try
        {
            prepare?.Invoke(Topology);
            Gateway = StartGateway();
        }
        catch
        {
            Topology.Dispose();
            throw;
        }
    }

    public Topology Topology { get; }

    public StrongSwan Gateway { get; private set; }

    public NetworkNamespace Site => Topology.Site.Network;

    /// <param name="prepare">Changes the network before the gateway starts in it.</param>
    public static TunnelLab Start(GatewaySettings? settings = null, Action<Topology>? prepare = null) =>
        new(settings ?? new GatewaySettings(), prepare);

    /// <summary>The gateway's daemon ends without a word, and forgets all.</summary>
    public void KillGateway() => Gateway.Process.Kill();

    /// <summary>It serves again after <see cref="KillGateway"/>.</summary>
    public void RestartGateway()
    {
        using var before = Gateway;
        Gateway = StartGateway();
    }

    /// <summary>Everything that the site's network consists of, to be compared later.</summary>
    public string SiteSnapshot() => NamespaceSnapshot.Take(Site);

    /// <summary>The same when nothing is kept in any more: the agent is gone, and what its kill switch left is opened.</summary>
    public string SiteSnapshotAfterDown()
    {
        var down = Holdfast("down");
        return down.ExitCode == 0 ? SiteSnapshot() : throw new LabException($"holdfast down returned {down.ExitCode}: {down.Error}");
    }

    /// <summary>Starts `holdfast run --once` on the site with these settings as its /etc/holdfast/agent.json.</summary>
    public HoldfastProcess StartAgent(AgentSettings? settings = null, params IReadOnlyList<string> arguments)
    {
        AgentFile.Write(Topology.Site, (settings ?? new AgentSettings()).ToJson());
        return StartAgentAsConfigured(arguments);
    }

    /// <summary>Starts `holdfast run` as a user does: it goes on trying.</summary>
    public HoldfastProcess StartTirelessAgent(AgentSettings settings)
    {
        AgentFile.Write(Topology.Site, settings.ToJson());
        _agents.Add(HoldfastProcess.Start(Topology.Site, ["run", "--state-dir", "/run/holdfast-state"]));
        return _agents[^1];
    }

    /// <summary>Starts `holdfast run --once` with the configuration that lies there.</summary>
    public HoldfastProcess StartAgentAsConfigured(params IReadOnlyList<string> arguments)
    {
        var agent = HoldfastProcess.Start(Topology.Site, ["run", "--once", "--state-dir", "/run/holdfast-state", .. arguments]);
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Starts the agent with variables in its environment, each as NAME=VALUE, and returns when its tunnel stands.</summary>
    public HoldfastProcess ConnectWith(IReadOnlyList<string> variables, AgentSettings settings)
    {
        var agent = StartAgentWith(variables, settings);
        agent.WaitForConnected();
        return agent;
    }

    /// <summary>Starts the agent with variables in its environment, each as NAME=VALUE.</summary>
    public HoldfastProcess StartAgentWith(IReadOnlyList<string> variables, AgentSettings settings)
    {
        AgentFile.Write(Topology.Site, settings.ToJson());
        var agent = HoldfastProcess.Start(Topology.Site, ["run", "--once", "--state-dir", "/run/holdfast-state"], variables);
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Starts `holdfast run` as a user does, with mounts that a script has changed for it.</summary>
    public HoldfastProcess StartAgentAfter(string prepare, AgentSettings? settings = null)
    {
        AgentFile.Write(Topology.Site, (settings ?? new AgentSettings()).ToJson());
        _agents.Add(HoldfastProcess.StartAfter(Topology.Site, prepare, ["run", "--state-dir", "/run/holdfast-state"]));
        return _agents[^1];
    }

    /// <summary>Starts the agent and returns when its tunnel stands.</summary>
    public HoldfastProcess Connect(AgentSettings? settings = null, params IReadOnlyList<string> arguments)
    {
        var agent = StartAgent(settings, arguments);
        agent.WaitForConnected();
        return agent;
    }

    /// <summary>Another command of the agent's, run to its end on the site.</summary>
    public CommandResult Holdfast(params IReadOnlyList<string> arguments) =>
        Topology.Site.Execute([HoldfastBinary.Path, .. arguments]);

    public AgentStatus Status() => AgentStatus.Parse(Holdfast("status", "--json").Output);

    /// <summary>Numbered datagrams between the site and the host behind the gateway.</summary>
    public Traffic StartTraffic(string address = Addresses.HostV4) =>
        Traffic.Start(Site, Topology.Gateway.Network, Topology.Host, address);

    public void Dispose()
    {
        var status = _agents.Count > 0 ? Holdfast("status", "--json").Output : "";
        foreach (var agent in _agents)
            agent.Dispose();
        var state = $"-- the agent's status\n{status}\n-- the gateway's SAs\n{Gateway.RawSas()}\n{Queues(Site)}\n{Queues(Topology.Gateway.Network)}";
        Gateway.Dispose();
        Report(state);
        Topology.Dispose();
    }

    private StrongSwan StartGateway() => StrongSwan.Start(Topology.Gateway, _settings, SwanctlFile.ForGateway(_settings));

    // Shown by the runner for a test that failed.
    private void Report(string state)
    {
        if (TestContext.Current.TestOutputHelper is not { } output)
            return;
        foreach (var agent in _agents)
            output.WriteLine($"-- {agent.CommandLine}\n{agent.Transcript}");
        output.WriteLine(state);
        output.WriteLine($"-- the gateway's log\n{string.Join('\n', Gateway.LogTail())}");
    }

    // What a machine without time for it has lost: packets that no program of the lab has seen.
    private static string Queues(NetworkNamespace network) =>
        network.Run("sh", "-c", "ip -s -o link show type tun; grep ^Udp: /proc/net/snmp").Output;
}
