using System.Net;
using Holdfast.Host.Links;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Wire;
using LinuxPrefix = Holdfast.Platform.IpPrefix;

namespace Holdfast.Tests.Host.Links;

/// <summary>A network as the kernel would tell of it, put together by hand.</summary>
internal sealed class Network
{
    private readonly List<LinkEntry> _links = [new(1, "lo", true, 65536) { IsRunning = true, HardwareType = LinkEntry.Loopback }];
    private readonly List<AddressEntry> _addresses = [new(1, Prefix("127.0.0.1/8")), new(1, Prefix("::1/128"))];
    private readonly List<RouteEntry> _routes = [];
    private readonly List<RouteEntry> _ways = [];

    public NetworkSnapshot Snapshot => new(_links, _addresses, _routes, _ways);

    public UplinkTable Table(params string[] own) => new(Snapshot, own);

    public IReadOnlyList<Uplink> Uplinks(params string[] own) => Table(own).Uplinks(link => LinkKinds.Of(link, ""));

    public Network Link(int index, string name, bool isUp = true, bool isRunning = true, ushort type = LinkEntry.Ethernet, string kind = "")
    {
        _links.Add(new LinkEntry(index, name, isUp, 1500) { IsRunning = isRunning, HardwareType = type, Kind = kind });
        return this;
    }

    public Network Address(int link, string prefix, bool isTentative = false)
    {
        _addresses.Add(new AddressEntry(link, Prefix(prefix)) { IsTentative = isTentative });
        return this;
    }

    public Network Route(int link, string destination, string? gateway, uint metric, uint table = RouteEntry.MainTable, byte protocol = 4, bool isPartial = false)
    {
        _routes.Add(new RouteEntry(Prefix(destination))
        {
            Link = link, Gateway = gateway is null ? null : IPAddress.Parse(gateway), Priority = metric, Table = table, Protocol = protocol,
            IsPartial = isPartial,
        });
        return this;
    }

    /// <summary>The kernel sends packets for this address there.</summary>
    public Network Way(int link, string address)
    {
        _ways.Add(new RouteEntry(LinuxPrefix.Host(IPAddress.Parse(address))) { Link = link });
        return this;
    }

    /// <summary>A link with one address of IPv4, and a default route.</summary>
    public Network Ethernet(int index, string name, uint metric, bool isRunning = true) => Link(index, name, isRunning: isRunning)
        .Address(index, $"10.{index}.0.2/24").Route(index, "0.0.0.0/0", $"10.{index}.0.1", metric);

    public static LinuxPrefix Prefix(string text)
    {
        string[] parts = text.Split('/');
        return new LinuxPrefix(IPAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public static Uplink Uplink(
        string device, UplinkKind kind = UplinkKind.Ethernet, int link = 2, bool hasIPv4 = true, bool hasIPv6 = false, uint metric = 100,
        params RouteEntry[] routes) =>
        new(link, device, kind, metric)
        {
            HasIPv4 = hasIPv4, HasIPv6 = hasIPv6, Addresses = hasIPv4 ? [IpAddress.FromIPv4(0x0A000002)] : [],
            DefaultRoutes = routes.Length > 0 ? routes : hasIPv4 ? [new RouteEntry(LinuxPrefix.Default(false)) { Link = link, Gateway = IPAddress.Parse("10.0.0.1") }] : [],
        };
}
