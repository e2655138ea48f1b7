using System.Net;
using System.Net.Sockets;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;
using Endpoint = Holdfast.Platform.Endpoint;

namespace Holdfast.Tests.Host;

public sealed class NatKeepaliveTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    [Fact]
    public void After_the_interval_without_anything_sent_one_byte_goes_to_the_gateway()
    {
        using Socket gateway = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        gateway.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)gateway.LocalEndPoint!).Port;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the port of IKE takes root");
        int looks = 0;
        using EventLoop loop = new();
        MappingLife mapping = new(Interval);
        using UdpCarrier carrier = new(loop, new SocketPool(loop, mark: 0), new Sink(), new Endpoint(IPAddress.Loopback, 500), (ushort)port, mapping);
        NatKeepalive keepalive = new(carrier, mapping, () => looks++);
        mapping.HandleSent(new Instant(loop.Now.Nanoseconds - Interval.Ticks * 100));

        keepalive.HandleTimeout(loop.Now);

        byte[] received = new byte[10];
        Assert.Equal(1, gateway.Receive(received));
        Assert.Equal(DatagramKind.Keepalive, DatagramClassifier.Classify(received.AsSpan(0, 1)));
        Assert.Equal(loop.Now + Interval, keepalive.NextDeadline);
        Assert.Equal(29, carrier.KeepaliveBytes);
        Assert.Equal(1, looks);
    }

    [Fact]
    public void What_the_kernel_sent_meanwhile_does_as_well()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the port of IKE takes root");
        using EventLoop loop = new();
        MappingLife mapping = new(Interval);
        using UdpCarrier carrier = new(loop, new SocketPool(loop, mark: 0), new Sink(), new Endpoint(IPAddress.Loopback, 500), 4500, mapping);
        Instant before = new(loop.Now.Nanoseconds - (Interval.Ticks * 100)), since = before + (Interval / 2);
        NatKeepalive keepalive = new(carrier, mapping, () => mapping.HandleCarried(since, loop.Now, sent: true, received: true));
        mapping.HandleSent(before);

        keepalive.HandleTimeout(loop.Now);

        Assert.Equal(since + Interval, keepalive.NextDeadline);
    }

    private sealed class Sink : IDatagramSink
    {
        public void HandleIke(ReadOnlySpan<byte> message)
        {
        }

        public void HandleBurstEnd()
        {
        }

        public void HandlePathMtu()
        {
        }

        public void HandleUnreachable()
        {
        }
    }
}
