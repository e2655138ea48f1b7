using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;

namespace Holdfast.Tests.Netlink;

public sealed class NetworkMonitorTests
{
    private const byte Ours = 111;

    private static readonly RouteEntry Route = new(IpPrefix.Host(IPAddress.Parse("192.0.2.1"))) { Link = 1, Protocol = 4 };

    [Fact]
    public void A_link_that_goes_down_is_told() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using var monitor = NetworkMonitor.Open(Ours);
        netlink.SetLinkUp(1, up: false);

        Assert.True(monitor.Read().HasFlag(NetworkChanges.Links));
        Assert.Equal(NetworkChanges.None, monitor.Read());
    });

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("2001:db8::1")]
    public void Addresses_that_come_and_go_are_told(string address) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using var monitor = NetworkMonitor.Open(Ours);
        AddressEntry entry = new(1, IpPrefix.Host(IPAddress.Parse(address)));
        netlink.Add(entry);
        Assert.True(IsTold(monitor, NetworkChanges.Addresses));

        netlink.Delete(entry);
        Assert.True(IsTold(monitor, NetworkChanges.Addresses));
    });

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void Routes_that_come_and_go_are_told(string destination) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using var monitor = NetworkMonitor.Open(Ours);
        RouteEntry route = Route with { Destination = IpPrefix.Host(IPAddress.Parse(destination)) };
        netlink.Add(route);
        Assert.Equal(NetworkChanges.Routes, monitor.Read());

        netlink.Delete(route);
        Assert.Equal(NetworkChanges.Routes, monitor.Read());
    });

    [Fact]
    public void Routes_of_our_own_are_no_news() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using var monitor = NetworkMonitor.Open(Ours);
        netlink.Add(Route with { Protocol = Ours });

        Assert.Equal(NetworkChanges.None, monitor.Read());
    });

    [Fact]
    public void When_news_is_lost_anything_may_have_changed() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using var monitor = NetworkMonitor.Open(Ours);
        for (int i = 0; i < 2_000; i++)
        {
            netlink.SetLinkUp(1, up: i % 2 == 1);
        }

        var changes = NetworkChanges.None;
        for (int i = 0; i < 200; i++) changes |= monitor.Read();
        Assert.True(changes.HasFlag(NetworkChanges.Unknown));
    });

    [Fact]
    public void Whatever_the_bytes_reading_them_ends_and_throws_nothing()
    {
        byte[] message = RouteCodec.Request(RtNetlink.RTM_NEWROUTE, 0, Route).Seal(1).ToArray();
        Assert.Equal(NetworkChanges.Routes, NetworkNews.Read(message, Ours));
        for (int length = 0; length < message.Length; length++)
            Assert.Equal(NetworkChanges.None, NetworkNews.Read(message.AsSpan(0, length), Ours));

        var random = new Random(4555);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = [.. message];
            for (int j = random.Next(1, 4); j > 0; j--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            NetworkNews.Read(changed, Ours);
        }
    }

    /// <summary>Waits for the news, as the kernel announces an IPv6 address only after it has looked for its double.</summary>
    private static bool IsTold(NetworkMonitor monitor, NetworkChanges wanted)
    {
        const int News = 1;
        const int Limit = 2;
        using Poller poller = new();
        using BootTimer timer = new();
        timer.Arm(BootClock.Now() + 10_000_000_000);
        poller.Add(monitor.Fd, PollEvents.Readable, News);
        poller.Add(timer.Fd, PollEvents.Readable, Limit);
        Span<Ready> ready = stackalloc Ready[2];
        for (bool isLate = false; !isLate;)
        {
            if (monitor.Read().HasFlag(wanted))
                return true;
            int count = poller.Wait(ready);
            isLate = count == 1 && ready[0].Token == Limit;
        }

        return false;
    }
}
