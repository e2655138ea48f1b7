using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class IcmpSocketTests
{
    private const ushort Id = 77;

    private static readonly byte[] Data = [9, 8, 7, 6];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void An_echo_comes_back(string address) => Namespace.Run(() =>
    {
        using IcmpSocket socket = Open(address, address, "lo");

        Assert.True(socket.TrySend(Id, 5, Data).IsDone);
        Wait(socket);
        Assert.True(socket.TryReceive(Id, Data, out ushort sequence).IsDone);
        Assert.Equal(5, sequence);
        Assert.Equal(IoResult.WouldBlock, socket.TryReceive(Id, Data, out _));
    });

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Without_the_privilege_an_echo_comes_back_where_the_group_is_let_in(string address) => Namespace.Run(() =>
    {
        Needs.That(Privileges.MayGiveUp, "this wants CAP_SETPCAP");
        File.WriteAllText("/proc/sys/net/ipv4/ping_group_range", "0 0");
        Privileges.KeepOnly(default); // of this thread
        using IcmpSocket first = Open(address, address, "lo"), second = Open(address, address, "lo");

        Assert.True(first.TrySend(Id, 5, Data).IsDone);
        Wait(first);
        Assert.True(first.TryReceive(Id, Data, out ushort sequence).IsDone);
        Assert.Equal(5, sequence);
        Assert.Equal(IoResult.WouldBlock, second.TryReceive(Id, Data, out _));
    });

    [Fact]
    public void Without_the_privilege_and_with_no_group_let_in_it_says_what_to_do() => Namespace.Run(() =>
    {
        Needs.That(Privileges.MayGiveUp, "this wants CAP_SETPCAP");
        File.WriteAllText("/proc/sys/net/ipv4/ping_group_range", "1 0");
        Privileges.KeepOnly(default);

        Assert.Contains("CAP_NET_RAW", Assert.Throws<LinuxException>(() => Open("127.0.0.1", "127.0.0.1", "lo")).Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("127.0.0.1", Id + 1, 9)]
    [InlineData("127.0.0.1", Id, 10)]
    [InlineData("::1", Id + 1, 9)]
    [InlineData("::1", Id, 10)]
    public void Another_one_s_echo_is_not_taken_for_it(string address, int id, int first) => Namespace.Run(() =>
    {
        using IcmpSocket ours = Open(address, address, "lo"), theirs = Open(address, address, "lo");

        Assert.True(theirs.TrySend((ushort)id, 5, [(byte)first, 8, 7, 6]).IsDone);
        Wait(ours);
        Assert.Equal(IoResult.Failed(EBADMSG), ours.TryReceive(Id, Data, out _));
        Assert.Equal(IoResult.WouldBlock, ours.TryReceive(Id, Data, out _));
    });

    [Fact]
    public void From_another_address_nothing_is_taken() => Namespace.Run(() =>
    {
        using IcmpSocket ours = Open("127.0.0.1", "127.0.0.2", "lo"), theirs = Open("127.0.0.1", "127.0.0.3", "lo");

        Assert.True(theirs.TrySend(Id, 5, Data).IsDone);
        Wait(theirs);
        Assert.Equal(IoResult.WouldBlock, ours.TryReceive(Id, Data, out _));
    });

    [Theory]
    [InlineData("10.9.0.1", "192.0.2.7")]
    [InlineData("fd00::1", "2001:db8::7")]
    public void It_leaves_through_its_device_wherever_routes_lead(string source, string target) => Namespace.Run(() =>
    {
        using TunDevice tunnel = TunDevice.Open("hf0"), uplink = TunDevice.Open("up0");
        using var netlink = RouteNetlink.Open();
        IPAddress from = IPAddress.Parse(source), to = IPAddress.Parse(target);
        int inner = Up(netlink, "hf0"), outer = Up(netlink, "up0");
        netlink.Add(new AddressEntry(inner, IpPrefix.Host(from)));
        netlink.Add(new RouteEntry(IpPrefix.Host(to)) { Link = outer });
        netlink.Add(new RouteEntry(IpPrefix.Host(to)) { Link = inner, Table = 7000 });
        netlink.Add(new RuleEntry(IsIPv6: source.Contains(':'), 40000, 7000));
        using IcmpSocket socket = Open(source, target, "hf0");

        Assert.True(socket.TrySend(Id, 5, Data).IsDone);
        Assert.True(ReadEcho(tunnel, to));
        Assert.False(ReadEcho(uplink, to));
    });

    [Theory]
    [InlineData("10.9.0.1", "192.0.2.7", "hf0", 99)] // EADDRNOTAVAIL
    [InlineData("127.0.0.1", "127.0.0.1", "absent", 19)] // ENODEV
    public void Without_the_address_or_the_device_there_is_no_socket(string source, string target, string device, int error) => Namespace.Run(() =>
    {
        using TunDevice tunnel = TunDevice.Open("hf0");

        Assert.Equal(error, Assert.Throws<LinuxException>(() => Open(source, target, device)).Errno);
    });

    private static IcmpSocket Open(string source, string target, string device) =>
        IcmpSocket.Open(IPAddress.Parse(source), IPAddress.Parse(target), device);

    private static int Up(RouteNetlink netlink, string name)
    {
        int link = netlink.FindLink(name)!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkUp(link);
        return link;
    }

    private static void Wait(IcmpSocket socket)
    {
        using Poller poller = new();
        poller.Add(socket.Fd, PollEvents.Readable, 1);
        Assert.Equal(1, poller.Wait(new Ready[1], 5000));
    }

    /// <summary>Whether an echo request to this address is among what waits in the device.</summary>
    private static bool ReadEcho(TunDevice device, IPAddress target)
    {
        var buffer = new byte[2000];
        while (device.Read(buffer) is { IsDone: true } read)
        {
            bool isIPv6 = buffer[0] >> 4 == 6;
            IPAddress destination = new(buffer.AsSpan(isIPv6 ? 24 : 16, isIPv6 ? 16 : 4));
            if (destination.Equals(target) && buffer[isIPv6 ? 40 : 20] == (isIPv6 ? 128 : 8)) return true;
        }

        return false;
    }
}
