using Holdfast.Config;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// The machine's side of a tunnel: the device for as long as the agent runs, and for each session its addresses, routes,
/// rules and name servers, which <see cref="TearDown"/> takes back in reverse order.
/// </summary>
public sealed class TunnelSetup : IDisposable
{
    /// <summary>Fits with room to spare into what PPPoE and mobile networks leave of 1,500.</summary>
    private const int DefaultMtu = 1400;

    private readonly AgentConfig _config;
    private readonly Log _log;
    private readonly RouteNetlink _netlink;
    private readonly NameServers _nameServers;
    private readonly UndoStack _undo;
    private readonly LinkEntry _link;

    /// <exception cref="LinuxException">No TUN device, or no privilege for it.</exception>
    public TunnelSetup(AgentConfig config, Log log, string resolvConf = NameServers.DefaultPath)
    {
        (_config, _log, _nameServers, _undo) = (config, log, new NameServers(resolvConf), new UndoStack(log));
        _netlink = RouteNetlink.Open();
        try
        {
            // Only who has the device may tidy up: an agent that is alive keeps what is its own.
            Device = TunDevice.Open(config.TunName);
            RemoveLeftovers();
            _link = _netlink.FindLink(Device.Name)
                ?? throw new InvalidOperationException($"{Device.Name} is gone right after it was made");
            Mtu = config.Mtu == 0 ? DefaultMtu : config.Mtu;
            _netlink.DisableIPv6AddressGeneration(_link.Index);
            _netlink.SetLinkMtu(_link.Index, Mtu);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TunDevice Device { get; } = null!;

    public int Mtu { get; }

    /// <exception cref="LinuxException">A change was refused; what was changed before is undone.</exception>
    public void Apply(TunnelConfiguration tunnel, IpAddress gateway)
    {
        try
        {
            _netlink.SetLinkUp(_link.Index);
            _undo.Push($"{Device.Name} up", () => _netlink.SetLinkUp(_link.Index, up: false));
            new TunnelRoutes(_netlink, _config.RouteTable, _config.FwMark, _undo, _log)
                .Apply(_link, gateway, tunnel.Addresses, tunnel.Remote);
            if (_config.UseDns && tunnel.DnsServers.Count > 0)
                AddNameServers(tunnel.DnsServers);
        }
        catch (LinuxException)
        {
            TearDown();
            throw;
        }
    }

    public void TearDown() => _undo.UndoAll();

    public void Dispose()
    {
        TearDown();
        Device?.Dispose();
        _netlink.Dispose();
    }

    private void RemoveLeftovers()
    {
        int removed = TunnelRoutes.RemoveLeftovers(_netlink) + (_nameServers.Remove() ? 1 : 0);
        if (removed > 0)
            _log.Info($"took away {removed} routes, rules or name servers that an earlier run left behind");
    }

    /// <summary>A tunnel without its name servers is still a tunnel.</summary>
    private void AddNameServers(IReadOnlyList<IpAddress> servers)
    {
        try
        {
            if (_nameServers.TryAdd(servers, out string problem))
                _undo.Push("name servers", () => _nameServers.Remove());
            else
                _log.Warning($"the gateway's name servers are not used: {problem}");
        }
        catch (LinuxException failure)
        {
            _log.Warning($"the gateway's name servers are not used: {failure.Message}");
        }
    }
}
