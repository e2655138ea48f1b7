using System.Net;
using System.Net.Sockets;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;
using Endpoint = Holdfast.Platform.Endpoint;

namespace Holdfast.Tests.Host;

/// <summary>Ports and marker of what is sent and taken (RFC 7296 sections 2.11, 2.23 and 3.1).</summary>
public sealed class UdpPortTests : IDisposable
{
    private readonly Socket _gateway = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
    private readonly EventLoop _loop;
    private readonly Sink _sink;
    private readonly UdpCarrier _carrier;

    public UdpPortTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the port of IKE takes root");
        _gateway.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)_gateway.LocalEndPoint!).Port;
        _loop = new EventLoop();
        _sink = new Sink(_loop);
        _carrier = new UdpCarrier(_loop, new SocketPool(_loop, mark: 0), _sink, new Endpoint(IPAddress.Loopback, 500), (ushort)port);
    }

    public void Dispose()
    {
        _carrier?.Dispose();
        _loop?.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public void Ike_for_the_port_of_nat_traversal_has_the_marker_and_leaves_from_the_port_that_listens()
    {
        _carrier.Send(IkeTransport.Udp4500, [1, 2, 3]);
        byte[] received = new byte[100];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);

        Assert.Equal(7, _gateway.ReceiveFrom(received, ref from));
        Assert.Equal([0, 0, 0, 0, 1, 2, 3], received[..7]);
        Assert.Equal(_carrier.NatPort, ((IPEndPoint)from).Port);
    }

    [Fact]
    public void Ike_is_taken_from_any_port()
    {
        _gateway.SendTo((byte[])[0, 0, 0, 0, 9, 8, 7], new IPEndPoint(IPAddress.Loopback, _carrier.NatPort));
        _loop.Add(_sink);
        _loop.Run();

        Assert.Equal([9, 8, 7], _sink.Ike);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_goes_to_where_its_request_came_from_and_from_where_it_came_to(bool isNatTraversal)
    {
        byte[] answer = new byte[28];
        (answer[17], answer[19], answer[27]) = (0x20, (byte)HeaderFlags.Response, 28);
        int port = isNatTraversal ? _carrier.NatPort : _carrier.IkePort;
        byte[] marker = isNatTraversal ? [0, 0, 0, 0] : [];
        using Socket elsewhere = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        elsewhere.SendTo([.. marker, 9, 8, 7], new IPEndPoint(IPAddress.Loopback, port));
        _sink.OnIke = () => _carrier.Send(IkeTransport.Udp4500, answer);
        _loop.Add(_sink);
        _loop.Run();

        byte[] received = new byte[100];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(marker.Length + 28, elsewhere.ReceiveFrom(received, ref from));
        Assert.Equal(port, ((IPEndPoint)from).Port);

        // A request of ours, and an answer to nothing, go to the gateway.
        _carrier.Send(IkeTransport.Udp4500, answer);
        Assert.Equal(4 + 28, _gateway.ReceiveFrom(received, ref from));
    }

    private sealed class Sink(EventLoop loop) : IDatagramSink, ITimed
    {
        public byte[] Ike { get; private set; } = [];

        public Action OnIke { get; set; } = () => { };

        public Instant NextDeadline { get; } = loop.Now + TimeSpan.FromSeconds(10);

        public void HandleTimeout(Instant now) => loop.Stop();

        public void HandleIke(ReadOnlySpan<byte> message)
        {
            Ike = message.ToArray();
            OnIke();
            loop.Stop();
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
