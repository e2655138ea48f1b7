using Holdfast.Config;
using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// What the agent has on the machine beyond its tunnels, and from before the first to after the last of them: kill switches,
/// packet filter, and the end of what an earlier run left behind.
/// </summary>
public sealed class MachineGuard : IDisposable
{
    private readonly RouteNetlink _netlink = RouteNetlink.Open();
    private readonly List<KillSwitch> _switches = [];
    private readonly ReversePathCheck _check;
    private readonly Log _log;
    private UplinkPin? _pin;

    /// <param name="loop">Null: nothing but this happens, so every program is waited for.</param>
    /// <exception cref="LinuxException">The kernel does not answer.</exception>
    public MachineGuard(KernelJournal journal, EventLoop? loop, Log log)
    {
        (Journal, _log) = (journal, log);
        NameServers = new TunnelNameServers(NameWays.Of(new SystemFiles()), new CommandRunner(loop), journal);
        Filter = new PacketFilter(journal, log);
        _check = new ReversePathCheck(_netlink, journal, log);
    }

    public KernelJournal Journal { get; }

    public PacketFilter Filter { get; }

    public TunnelNameServers NameServers { get; }

    /// <summary>Closes the connection's kill switch, where it has one.</summary>
    /// <exception cref="LinuxException">It was refused.</exception>
    public KillSwitch Guard(ConnectionConfig config, Log log)
    {
        KillSwitch one = new(
            config, new LinuxMachine(_netlink, NameServers, Filter, Journal, config, log), Journal, log);
        one.Close();
        _switches.Add(one);
        LetAnswersPass();
        return one;
    }

    /// <summary>The one thing that holds the agent's packets on an uplink; it goes before the guard does.</summary>
    /// <param name="marks">Of the agent's own packets, each once.</param>
    public UplinkPin MakePin(IReadOnlyList<uint> marks) =>
        _pin = new UplinkPin(new LinuxMachine(_netlink, NameServers, Filter, Journal, config: null, _log), Journal, marks, _log);

    /// <summary>Has it block what another configuration of its connection says.</summary>
    /// <exception cref="LinuxException">It was refused; nothing has changed.</exception>
    /// <param name="isDown">Its connection is down, as asked.</param>
    public void Change(KillSwitch one, ConnectionConfig next, bool isDown)
    {
        ConnectionConfig before = one.Config;
        one.Change(next, isDown);
        LetAnswersPass();
        Filter.ForgetAnswers(before);
    }

    /// <summary>Opens it, as its connection is gone for good.</summary>
    public void Release(KillSwitch one)
    {
        _switches.Remove(one);
        one.Open();
        Filter.ForgetAnswers(one.Config);
    }

    /// <summary>Links or routes of this host are others.</summary>
    public void HandleNetworkChange()
    {
        foreach (KillSwitch one in _switches)
            one.Recheck();
        LetAnswersPass();
    }

    /// <summary>Where the kernel would send an answer another way than the agent's own packets go, and drops what it is for.</summary>
    public void LetAnswersPass()
    {
        if (!(_switches.Any(one => one.IsClosed) || _pin?.Uplink is not null) || !_check.IsOn())
            return;
        _check.HeedMarks();
        foreach (KillSwitch one in _switches)
            Filter.MarkAnswers(one.Config);
    }

    /// <summary>Takes away what an earlier run left, and what of this one could not be taken away before.</summary>
    /// <param name="devices">That are in use.</param>
    public void RemoveLeftovers(IReadOnlyCollection<string> devices) => new Leftovers(_netlink, NameServers, Journal, _log).Remove(
        [.. _switches.SelectMany(one => one.Items), .. _pin?.Items ?? []], devices);

    /// <summary>Kill switches stay closed: the next start, or a person, decides.</summary>
    public void Dispose()
    {
        _pin?.Clear();
        Filter.Dispose();
        _check.Restore();
        NameServers.Finish();
        try
        {
            RemoveLeftovers([]);
        }
        catch (LinuxException failure)
        {
            _log.Warning($"not all is taken away: {failure.Message}");
        }

        _netlink.Dispose();
        if (_switches.Any(one => one.IsClosed))
            _log.Warning("what belongs into the tunnel stays blocked (kill switch); \"holdfast down\" opens it");
    }
}
