using System.Net;
using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Bench;

/// <summary>
/// The way out of the agent's own path as a whole: a program's datagrams through a TUN device, cut and sealed, and out of a socket to one
/// that nobody reads. For a thread in a network namespace of its own.
/// </summary>
public sealed class TunLoad : IDisposable
{
    private const string Device = "hfbench0";
    private const int Headers = 28; // IPv4 and UDP
    private const int Together = 32; // datagrams a call
    private const int Mtu = 1438;

    private static readonly IPAddress Here = IPAddress.Parse("10.0.0.1"), There = IPAddress.Parse("10.0.0.2");

    private readonly UdpSocket _sink;
    private readonly EspBench _path;
    private readonly UdpSocket _program;
    private readonly Poller _poller = new();
    private readonly byte[] _datagrams;
    private readonly int _length;

    /// <param name="cipher">Under a key that protects nothing.</param>
    /// <param name="length">Of the packets, with their headers.</param>
    /// <exception cref="LinuxException">The machine has not what it takes.</exception>
    public TunLoad(EspAlgorithm cipher, int length)
    {
        _length = length - Headers;
        _datagrams = new byte[_length * Together];
        using RouteNetlink netlink = RouteNetlink.Open();
        netlink.SetLinkUp(netlink.FindLink("lo")!.Value.Index);
        _sink = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0));
        _path = new EspBench(new EspBenchOptions(Device, new Endpoint(IPAddress.Loopback, 0), _sink.Local, cipher, new byte[32], IsSite: true));
        int link = netlink.FindLink(Device)!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkMtu(link, Mtu);
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, new IpPrefix(Here, 32)));
        netlink.Add(new RouteEntry(IpPrefix.Default(false)) { Link = link });
        _program = UdpSocket.Open(new Endpoint(Here, 0));
        _poller.Add(_program.Fd, PollEvents.Writable, 0);
    }

    /// <summary>Packets that have gone out so far.</summary>
    public long Sent => _path.Sent;

    /// <summary>Sends as many datagrams as the device takes, and waits until it takes more.</summary>
    public void Push()
    {
        Span<Ready> ready = stackalloc Ready[1];
        if (!_program.TrySendSegments(_datagrams, _length, trafficClass: 0, new Endpoint(There, 9)).IsDone)
            _poller.Wait(ready, 100);
    }

    public void Dispose()
    {
        _program?.Dispose();
        _poller.Dispose();
        _path?.Dispose();
        _sink.Dispose();
    }
}
