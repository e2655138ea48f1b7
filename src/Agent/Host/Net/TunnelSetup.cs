using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// The machine's side of one connection's tunnel: the device for as long as the agent runs, and addresses, routes, rules
/// and name servers as the sessions come and go.
/// </summary>
public sealed class TunnelSetup : IDisposable
{
    /// <summary>Fits with room to spare into what PPPoE and mobile networks leave of 1,500.</summary>
    private const int DefaultMtu = 1400;

    private readonly RouteNetlink _netlink;
    private readonly TunnelPlanner _planner;
    private readonly TunnelState _state;

    /// <exception cref="LinuxException">No TUN device, or no privilege for it.</exception>
    public TunnelSetup(ConnectionConfig config, TunnelNameServers nameServers, Log log)
    {
        _netlink = RouteNetlink.Open();
        _state = new TunnelState(new LinuxMachine(_netlink, nameServers, config.Index, log), log);
        try
        {
            Device = TunDevice.Open(config.TunName);
            LinkEntry link = _netlink.FindLink(Device.Name)
                ?? throw new InvalidOperationException($"{Device.Name} is gone right after it was made");
            Mtu = config.Mtu == 0 ? DefaultMtu : config.Mtu;
            _planner = new TunnelPlanner(link.Index, config.Index, config.RouteTable, config.FwMark, config.UseDns);
            _netlink.DisableIPv6AddressGeneration(link.Index);
            _netlink.SetLinkMtu(link.Index, Mtu);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TunDevice Device { get; } = null!;

    public int Mtu { get; }

    /// <exception cref="LinuxException">A change was refused; the tunnel stays as it was before.</exception>
    public void Apply(TunnelNeeds needs) => _state.Apply(_planner.Plan(needs));

    public void TearDown() => _state.Apply(TunnelPlan.Empty);

    public void Dispose()
    {
        TearDown();
        Device?.Dispose();
        _netlink.Dispose();
    }
}
