using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Names;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// The machine's side of one connection's tunnel: the device as long as its kind stays the same, and addresses, routes, rules
/// and name servers as the sessions come and go.
/// </summary>
public sealed class TunnelSetup : IDisposable
{
    private const string Loopback = "lo";
    private const string XfrmKind = "xfrm";
    private const int NoDevice = 19; // ENODEV

    private readonly RouteNetlink _netlink = RouteNetlink.Open();
    private readonly ConnectionConfig _config;
    private readonly TunnelNameServers _nameServers;
    private readonly KernelJournal _journal;
    private readonly TunnelRules _rules;
    private readonly TunnelState _state;
    private readonly Log _log;
    private (IpAddress Gateway, int Mtu) _path; // at the last look
    private TunnelPlanner? _planner;
    private DeadEnd? _deadEnd;
    private int _link;

    /// <exception cref="LinuxException">The kernel does not answer.</exception>
    public TunnelSetup(
        ConnectionConfig config, TunnelNameServers nameServers, PacketFilter filter, KernelJournal journal, Log log)
    {
        (_config, _nameServers, _journal, _rules, _log) = (config, nameServers, journal, TunnelRules.Of(config), log);
        _state = new TunnelState(new LinuxMachine(_netlink, nameServers, filter, journal, config, log), log);
    }

    public TunnelKind Kind { get; private set; }

    /// <summary>Of the device, where the kind has one.</summary>
    public string DeviceName => _config.TunName;

    /// <summary>Only of that kind.</summary>
    public TunDevice? Tun { get; private set; }

    /// <summary>Name servers that this and other tunnels have brought.</summary>
    public IReadOnlyList<Wire.IpAddress> ServersInTunnels => _nameServers.Servers;

    /// <summary>What became of its name servers; null: it has none.</summary>
    public NameState? Names => _nameServers.StateOf(_config.TunName);

    /// <summary>What inner packets may have, in bytes.</summary>
    public int Mtu { get; private set; }

    /// <summary>What the kernel's policies do not take would leave in clear over the uplink.</summary>
    public bool LeadsAstray => Kind == TunnelKind.Policy && _deadEnd is null;

    /// <summary>Takes what is there of a tunnel of another kind away, and makes the device of this one.</summary>
    /// <param name="ifId">Of the xfrm interface.</param>
    /// <exception cref="LinuxException">The device can't be had: there is none then.</exception>
    public void Use(TunnelKind kind, uint ifId = 0)
    {
        if (kind == Kind)
            return;
        Close();
        try
        {
            _link = MakeDevice(kind, ifId);
            Kind = kind;
            _planner = kind == TunnelKind.Policy
                ? new TunnelPlanner(0, null, _rules, _config.UseDns, _link)
                : new TunnelPlanner(_link, _config.TunName, _rules, _config.UseDns, _link);
            SetMtu(_config.Mtu == 0 ? TunnelMtu.Default : _config.Mtu);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <param name="needs">What the gateway granted, and the way to it.</param>
    /// <param name="children">What carries it; the MTU follows from them where none is configured.</param>
    /// <exception cref="LinuxException">A change was refused; the tunnel stays as it was before.</exception>
    public void Apply(TunnelNeeds needs, IEnumerable<ChildSaSpec> children)
    {
        IpAddress gateway = needs.Gateways[0];
        if (_config.Mtu == 0)
            FollowPath(gateway, children);
        _journal.Record(KernelEntry.Routes(_config.RouteTable));
        int link = Kind == TunnelKind.Policy ? _deadEnd?.Link ?? UplinkTo(gateway) : 0;
        _state.Apply(_planner!.Plan(needs with { Link = link, Mtu = Mtu }));
    }

    /// <summary>
    /// What fits through the path to the gateway is not what it was at the last <see cref="Apply"/>: a link changed, or a router
    /// said so. The kernel tells of the latter only who has a socket in that very path, and forgets it after some minutes.
    /// </summary>
    /// <exception cref="LinuxException">It does not say.</exception>
    public bool HasOtherPathMtu() => _config.Mtu == 0 && _path.Mtu != 0 && PathMtu(_path.Gateway) is not 0 and var now && now != _path.Mtu;

    /// <summary>Index of the link that leads to an address outside of the tunnel; 0: none does.</summary>
    public int UplinkTo(IpAddress address) => _netlink.LookUp(address.ToIPAddress(), _config.FwMark)?.Link ?? 0;

    /// <summary>
    /// What the kernel took away by itself, as it does with routes through a link that went down, is missing again from now on.
    /// </summary>
    public void Recheck()
    {
        if (Kind == TunnelKind.Policy)
            _state.Forget();
    }

    public void TearDown()
    {
        _path = default;
        _state.Apply(TunnelPlan.Empty);
    }

    public void Dispose()
    {
        Close();
        _netlink.Dispose();
    }

    private int MakeDevice(TunnelKind kind, uint ifId)
    {
        RemoveLeftInterface(ifId);
        switch (kind)
        {
            case TunnelKind.Tun:
                Tun = TunDevice.Open(_config.TunName, withOffloads: true);
                break;
            case TunnelKind.XfrmInterface:
                return MakeInterface(ifId);
            case TunnelKind.Policy:
                _deadEnd = MakeDeadEnd();
                break;
        }

        string name = Tun?.Name ?? Loopback;
        LinkEntry link = _netlink.FindLink(name) ?? throw new LinuxException($"find link {name}", NoDevice);
        if (kind == TunnelKind.Tun)
            _netlink.DisableIPv6AddressGeneration(link.Index);
        return link.Index;
    }

    /// <summary>One that an agent left behind that was killed is in the way of a device of either kind.</summary>
    private void RemoveLeftInterface(uint ifId)
    {
        if (_netlink.FindLink(_config.TunName) is not { Kind: XfrmKind or DeadEnd.Kind } left)
            return;
        KernelEntry entry = KernelEntry.Device(_config.TunName, left.Kind, left.IfId);
        if (left.IfId != ifId && !_journal.Has(entry))
            return;
        _netlink.DeleteLink(left.Index);
        _journal.Forget(entry);
    }

    private int MakeInterface(uint ifId)
    {
        _journal.Record(KernelEntry.Device(_config.TunName, XfrmKind, ifId));
        LinkEntry link = _netlink.AddXfrmLink(_config.TunName, ifId);
        _netlink.DisableIPv6AddressGeneration(link.Index);
        return link.Index;
    }

    /// <summary>Null: the kernel has no device for it, and without a kill switch it is done without.</summary>
    private DeadEnd? MakeDeadEnd()
    {
        try
        {
            return DeadEnd.Make(_netlink, _journal, _config.TunName);
        }
        catch (LinuxException) when (!_config.KillSwitch)
        {
            return null;
        }
    }

    private void RemoveInterface()
    {
        LinkEntry? link = _netlink.FindLink(_config.TunName);
        _netlink.DeleteLink(_link);
        if (link is { } gone)
            _journal.Forget(KernelEntry.Device(_config.TunName, XfrmKind, gone.IfId));
    }

    private int PathMtu(IpAddress gateway) => UdpSocket.PathMtu(gateway.ToIPAddress(), _config.FwMark);

    private void FollowPath(IpAddress gateway, IEnumerable<ChildSaSpec> children)
    {
        (int path, int before) = (PathMtu(gateway), Mtu);
        SetMtu(TunnelMtu.For(path, gateway.Family, children));
        bool isNews = _path.Mtu != 0 && path != _path.Mtu && _path.Gateway == gateway;
        _path = (gateway, path);
        if (isNews && Mtu != before)
            _log.Info($"{path} bytes fit through the path to {gateway} now: the tunnel's MTU is {Mtu}, it was {before}");
    }

    private void SetMtu(int mtu)
    {
        if (mtu != Mtu && Kind != TunnelKind.Policy)
            _netlink.SetLinkMtu(_link, mtu);
        Mtu = mtu;
    }

    private void Close()
    {
        TearDown();
        if (Kind == TunnelKind.XfrmInterface)
            RemoveInterface();
        Tun?.Dispose();
        _deadEnd?.Dispose();
        (Kind, Tun, _deadEnd, _planner, _link, Mtu) = (TunnelKind.None, null, null, null, 0, 0);
    }
}
