using System.Net;
using Holdfast.Platform;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class TcpStreamTests
{
    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_connection_carries_bytes_both_ways_until_it_is_closed(string loopback) => Namespace.Run(() =>
    {
        using Descriptor listener = Listen(loopback, out Endpoint local);
        using TcpStream client = TcpStream.Connect(local, mark: 7);
        using var server = new Descriptor(Accept(listener));
        Assert.Equal(PollEvents.Writable, Wait(client, PollEvents.Writable));
        Assert.Equal(7u, SocketOption.Get<uint>(client.Fd, SOL_SOCKET, SO_MARK, "getsockopt"));

        var buffer = new byte[8];
        Assert.Equal(IoResult.WouldBlock, client.Read(buffer));
        Assert.Equal(IoResult.Done(3), client.Write([1, 2, 3]));
        Assert.Equal(IoResult.Done(3), UnixSocket.Read(server.Number, buffer));
        Assert.Equal(IoResult.Done(2), UnixSocket.Write(server.Number, [4, 5]));
        Wait(client, PollEvents.Readable);
        Assert.Equal(IoResult.Done(2), client.Read(buffer));
        server.Dispose();
        Wait(client, PollEvents.Readable);
        Assert.Equal(IoResult.Closed, client.Read(buffer));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void What_is_not_sent_is_bounded_and_known(string loopback) => Namespace.Run(() =>
    {
        using Descriptor listener = Listen(loopback, out Endpoint remote);
        using TcpStream client = TcpStream.Connect(remote, mark: 0);
        using var server = new Descriptor(Accept(listener));
        Wait(client, PollEvents.Writable);
        client.SetPrompt(64 << 10);
        Assert.NotEqual(0, client.Local.Port);
        Assert.NotEqual(remote.Port, client.Local.Port);
        Assert.Equal(1, SocketOption.Get<int>(client.Fd, IPPROTO_TCP, 1, "getsockopt"));
        Assert.Equal(0, client.UnsentBytes());

        var chunk = new byte[16 << 10];
        IoResult result;
        do result = client.Write(chunk);
        while (result.IsDone);

        Assert.Equal(IoResult.WouldBlock, result);
        Assert.InRange(client.UnsentBytes(), 1, 512 << 10);
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_closed_port_is_said_by_the_first_write(string loopback) => Namespace.Run(() =>
    {
        using TcpStream client = TcpStream.Connect(new Endpoint(IPAddress.Parse(loopback), 9), mark: 0);
        Assert.True(Wait(client, PollEvents.Writable).HasFlag(PollEvents.Writable));

        Assert.Equal(IoResult.Failed(ECONNREFUSED), client.Write([1]));
    });

    [Fact]
    public void Without_a_route_connecting_is_refused_by_name() => Namespace.Run(() =>
    {
        var far = new Endpoint(IPAddress.Parse("192.0.2.1"), 53);

        var refusal = Assert.Throws<LinuxException>(() => TcpStream.Connect(far, mark: 0));
        Assert.Equal("connect 192.0.2.1:53: Network is unreachable (ENETUNREACH)", refusal.Message);
    });

    private static unsafe Descriptor Listen(string loopback, out Endpoint local)
    {
        var any = new Endpoint(IPAddress.Parse(loopback), 0);
        int family = any.IsIPv6 ? AF_INET6 : AF_INET;
        var listener = Descriptor.From(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
        LinuxException.Check(bind(listener.Number, (sockaddr*)&any, any.Length), "bind");
        LinuxException.Check(listen(listener.Number, 1), "listen");
        local = UdpSetup.LocalEndpoint(listener.Number);
        return listener;
    }

    private static unsafe int Accept(Descriptor listener) =>
        LinuxException.Check(accept4(listener.Number, null, null, SOCK_CLOEXEC), "accept");

    private static PollEvents Wait(TcpStream stream, PollEvents interest)
    {
        using var poller = new Poller();
        var ready = new Ready[1];
        poller.Add(stream.Fd, interest, 0);
        poller.Wait(ready);
        return ready[0].Events;
    }
}
