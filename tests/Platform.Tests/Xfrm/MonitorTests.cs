using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Xfrm;

/// <summary>Events of the real kernel.</summary>
public sealed class MonitorTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void At_first_there_is_none() => Namespace.Run(() =>
    {
        using var monitor = XfrmMonitor.Open();

        Assert.False(monitor.TryRead(out XfrmEvent? found));
        Assert.Null(found);
    });

    [Fact]
    public void A_packet_without_a_state_asks_for_one() => Namespace.Run(() =>
    {
        using var monitor = XfrmMonitor.Open();
        using var netlink = XfrmNetlink.Open();
        using var routes = RouteNetlink.Open();
        Namespace.HeedPoliciesOnLoopback();
        routes.Add(new AddressEntry(1, IpPrefix.Host(One)));
        routes.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1 });
        var id = new XfrmPolicyId(
            new XfrmSelector(IpPrefix.Default(false), IpPrefix.Host(IPAddress.Parse("10.0.0.1"))), XfrmDirection.Out);
        netlink.Add(new XfrmPolicy(id) { Template = new XfrmTemplate(One, Two, 0, 7) });
        using UdpSocket socket = UdpSocket.Open(new Endpoint(One, 5000));
        socket.TrySend([1], new Endpoint(IPAddress.Parse("10.0.0.1"), 6000));

        var acquire = Assert.IsType<XfrmAcquire>(Next(monitor));
        Assert.Equal((One, Two, id, 7u), (acquire.Source, acquire.Destination, acquire.Policy, acquire.RequestId));
        Assert.Equal(IpPrefix.Host(IPAddress.Parse("10.0.0.1")), acquire.Packet.Destination);
        Assert.Equal((17, 5000, 6000), (acquire.Packet.Protocol, acquire.Packet.SourcePort, acquire.Packet.DestinationPort));
    });

    [Fact]
    public void An_SPI_that_nobody_took_expires() => Namespace.Run(() =>
    {
        Needs.That(File.Exists("/proc/sys/net/core/xfrm_acq_expires"), "a user namespace has no sysctl of XFRM");
        Namespace.Set("core/xfrm_acq_expires", 1);
        using var monitor = XfrmMonitor.Open();
        using var netlink = XfrmNetlink.Open();
        uint spi = netlink.AllocateSpi(One, Two, 7, 9);

        Assert.Equal(new XfrmExpired(new XfrmStateId(Two, spi), 7, 9, IsHard: true), Next(monitor));
        Assert.Empty(netlink.States());
    });

    [Fact]
    public void A_move_is_told() => Namespace.Run(() =>
    {
        using var monitor = XfrmMonitor.Open();
        using var netlink = XfrmNetlink.Open();
        var id = new XfrmPolicyId(
            new XfrmSelector(IpPrefix.Default(false), IpPrefix.Default(false)), XfrmDirection.Out);
        netlink.Add(new XfrmPolicy(id) { Template = new XfrmTemplate(One, Two, 0, 7) });
        var move = new XfrmMove(One, Two, IPAddress.Parse("192.0.2.3"), Two, 7);
        try
        {
            netlink.Migrate(id, move, null);
        }
        catch (LinuxException failure) when (failure.Errno == Tmds.Linux.LibC.ENOPROTOOPT)
        {
            Assert.Skip("this kernel has no CONFIG_XFRM_MIGRATE");
        }

        Assert.Equal(new XfrmMigrated(id, move), Next(monitor));
    });

    [Fact]
    public void A_queue_that_ran_over_is_told() => Namespace.Run(() =>
    {
        using var monitor = XfrmMonitor.Open();
        using var netlink = XfrmNetlink.Open();
        using var routes = RouteNetlink.Open();
        Namespace.HeedPoliciesOnLoopback();
        SocketOption.Set(monitor.Fd, Tmds.Linux.LibC.SOL_SOCKET, Tmds.Linux.LibC.SO_RCVBUF, 1, "setsockopt");
        routes.Add(new AddressEntry(1, IpPrefix.Host(One)));
        routes.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1 });
        var everything = new XfrmSelector(IpPrefix.Default(false), IpPrefix.Default(false));
        using UdpSocket socket = UdpSocket.Open(new Endpoint(One, 5000));
        for (uint i = 1; i <= 50; i++)
        {
            netlink.Set(new XfrmPolicy(new XfrmPolicyId(everything, XfrmDirection.Out))
            {
                Template = new XfrmTemplate(One, new IPAddress([10, 9, 0, (byte)i]), 0, i),
            });
            socket.TrySend([1], new Endpoint(Two, 6000));
        }

        var events = new List<XfrmEvent>();
        while (monitor.TryRead(out XfrmEvent? found)) events.Add(found);
        Assert.Contains(new XfrmOverrun(), events);
    });

    private static XfrmEvent Next(XfrmMonitor monitor)
    {
        using var poller = new Poller();
        poller.Add(monitor.Fd, PollEvents.Readable, 1);
        Span<Ready> ready = stackalloc Ready[1];
        Assert.Equal(1, poller.Wait(ready, 10_000));
        Assert.True(monitor.TryRead(out XfrmEvent? found));
        return found;
    }
}
