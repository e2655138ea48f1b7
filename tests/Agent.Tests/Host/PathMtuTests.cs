using System.Buffers.Binary;
using System.Net;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Names;
using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Tests.Config;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;
using IpAddress = Holdfast.Wire.IpAddress;
using LinuxPrefix = Holdfast.Platform.IpPrefix;

namespace Holdfast.Tests.Host;

/// <summary>The tunnel's MTU follows what the kernel learns of the path, in a network namespace whose uplink the test plays.</summary>
public sealed class PathMtuTests : IDisposable
{
    private const uint Mark = 0x4846;
    private static readonly IPAddress Site = IPAddress.Parse("192.0.2.1"), Router = IPAddress.Parse("192.0.2.254");
    private static readonly IPAddress Gateway = IPAddress.Parse("198.51.100.9");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _output = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(TunnelKind.Tun)]
    [InlineData(TunnelKind.XfrmInterface)]
    [InlineData(TunnelKind.Policy)]
    public void A_router_s_word_makes_the_tunnel_s_MTU_smaller(TunnelKind kind) => InNamespace((uplink, netlink) =>
    {
        using TunnelSetup setup = Setup(kind, netlink);
        Apply(setup);
        Assert.Equal(1438, MtuOf(setup, netlink));
        Assert.False(setup.HasOtherPathMtu());

        Shrink(uplink, 1400);
        Assert.True(setup.HasOtherPathMtu());
        Apply(setup);
        Assert.Equal(1338, MtuOf(setup, netlink));
        Assert.False(setup.HasOtherPathMtu());
        Apply(setup);
        string said = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.Contains("bytes fit", StringComparison.Ordinal));
        Assert.Contains("1400 bytes fit through the path to 198.51.100.9 now: the tunnel's MTU is 1338, it was 1438", said, StringComparison.Ordinal);
    });

    [Fact]
    public void An_uplink_that_takes_less_makes_it_smaller_and_one_that_takes_more_larger_again() => InNamespace((uplink, netlink) =>
    {
        using TunnelSetup setup = Setup(TunnelKind.Tun, netlink);
        Apply(setup);
        foreach ((int path, int mtu) in ((int, int)[])[(1450, 1386), (1500, 1438)])
        {
            netlink.SetLinkMtu(netlink.FindLink(uplink.Name)!.Value.Index, path);
            Assert.True(setup.HasOtherPathMtu());
            Apply(setup);
            Assert.Equal(mtu, MtuOf(setup, netlink));
        }
    });

    [Fact]
    public void One_that_is_configured_stays() => InNamespace((uplink, netlink) =>
    {
        using TunnelSetup setup = Setup(TunnelKind.Tun, netlink, "\"mtu\": 1420");
        Apply(setup);
        Shrink(uplink, 1400);
        Assert.False(setup.HasOtherPathMtu());
        Apply(setup);
        Assert.Equal(1420, MtuOf(setup, netlink));
    });

    private static void Apply(TunnelSetup setup) => setup.Apply(
        new TunnelNeeds(
            new TunnelConfiguration([IpAddress.Parse("10.99.0.7")], [], [], [Child.Selector("10.20.0.0/16")]),
            IpAddress.From(Site), [IpAddress.From(Gateway)], []),
        [Child.Spec()]);

    /// <summary>Of the device, or of the route where there is none.</summary>
    private static int MtuOf(TunnelSetup setup, RouteNetlink netlink) => setup.Kind == TunnelKind.Policy
        ? netlink.Routes().Single(r => r.Table == 18502 && r.Destination.Length == 16).Mtu
        : netlink.FindLink(setup.DeviceName)!.Value.Mtu;

    private TunnelSetup Setup(TunnelKind kind, RouteNetlink netlink, string more = "\"killSwitch\": false")
    {
        Log log = new(LogLevel.Info, _output);
        KernelJournal journal = KernelJournal.Open(_folder);
        TunnelNameServers nameServers = new([], new CommandRunner(null), journal);
        TunnelSetup setup = new(ConfigFile.Connection(ConfigFile.With(more)), nameServers, new PacketFilter(journal, log), journal, log);
        try
        {
            setup.Use(kind, 0x48460001);
        }
        catch (LinuxException failure) when (kind == TunnelKind.XfrmInterface)
        {
            setup.Dispose();
            Assert.Skip($"this kernel has no xfrm interfaces: {failure.Message}");
        }

        return setup;
    }

    /// <summary>A router on the way says that a datagram of the agent's socket was too big.</summary>
    private static void Shrink(TunDevice uplink, ushort mtu)
    {
        using UdpSocket socket = UdpSocket.Open(new Endpoint(IPAddress.Any, 4500), new UdpOptions { Mark = Mark, ReportErrors = true });
        Assert.True(socket.TrySend(new byte[100], new Endpoint(Gateway, 4500)).IsDone);
        byte[] sent = new byte[1500];
        Assert.True(uplink.Read(sent).IsDone);

        byte[] packet = [0x45, 0, 0, 56, 0, 0, 0, 0, 64, 1, 0, 0, .. Router.GetAddressBytes(), .. Site.GetAddressBytes(), 3, 4, 0, 0, 0, 0, 0, 0, .. sent[..28]];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(26), mtu);
        Sum(packet.AsSpan(0, 20), 10);
        Sum(packet.AsSpan(20), 2);
        Assert.True(uplink.Write(packet).IsDone);
    }

    private static void Sum(Span<byte> part, int at)
    {
        uint sum = 0;
        for (int i = 0; i < part.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(part[i..]);
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(part[at..], (ushort)~sum);
    }

    private static void InNamespace(Action<TunDevice, RouteNetlink> body) => Namespace.Run(() =>
    {
        using RouteNetlink netlink = RouteNetlink.Open();
        using TunDevice uplink = TunDevice.Open("up0");
        int link = netlink.FindLink("up0")!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkUp(link);
        netlink.SetLinkUp(netlink.FindLink("lo")!.Value.Index);
        netlink.Add(new AddressEntry(link, new LinuxPrefix(Site, 24)));
        netlink.Add(new RouteEntry(LinuxPrefix.Default(false)) { Link = link });
        body(uplink, netlink);
    });
}
