using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>
/// Numbered datagrams at a steady rate, both ways at once, between the site and a host behind the gateway, until it is
/// stopped. Every one is accounted for.
/// </summary>
public sealed class Traffic : IDisposable
{
    public const int PerSecond = 500;

    private const int Burst = 20;
    private const int Port = 7007, PollMicroseconds = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1.0 / PerSecond);

    private readonly Socket _site, _host;
    private readonly NetworkNamespace _gateway;
    private readonly int _unreadBefore;
    private readonly Flow _up = new(), _down = new();
    private readonly List<Thread> _threads = [];
    private readonly ManualResetEventSlim _hostKnowsSite = new();
    private volatile bool _isSending = true, _isListening = true;

    private Traffic(NetworkNamespace site, NetworkNamespace gateway, NetworkNamespace host, IPAddress address)
    {
        (_gateway, _unreadBefore) = (gateway, UdpCounters.Unread(gateway));
        _host = SocketFactory.Udp(host, address.AddressFamily);
        _site = SocketFactory.Udp(site, address.AddressFamily);
        _host.Bind(new IPEndPoint(address, Port));
        _site.Connect(new IPEndPoint(address, Port));
    }

    /// <summary>Begins, and returns when the first datagrams have crossed.</summary>
    /// <param name="address">The host's.</param>
    public static Traffic Start(
        NetworkNamespace site, NetworkNamespace gateway, NetworkNamespace host, string address)
    {
        var traffic = new Traffic(site, gateway, host, IPAddress.Parse(address));
        try
        {
            traffic.Begin();
            return traffic;
        }
        catch
        {
            traffic.Dispose();
            throw;
        }
    }

    /// <summary>Lets it flow.</summary>
    public void RunFor(double seconds)
    {
        if (_threads.Any(thread => !thread.IsAlive))
            throw new LabException("the traffic does not flow any more");
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Ends the sending, and waits for what is still on its way.</summary>
    public TrafficReport Stop()
    {
        _isSending = false;
        _threads[^1].Join();
        var start = Stopwatch.GetTimestamp();
        while (_up.Received + _down.Received < _up.Sent + _down.Sent && Stopwatch.GetElapsedTime(start) < Settling)
            Thread.Sleep(Pace);
        Dispose();
        return new TrafficReport(_up.Report(), _down.Report(), UdpCounters.Unread(_gateway) - _unreadBefore);
    }

    public void Dispose()
    {
        _isSending = _isListening = false;
        foreach (var thread in _threads)
            thread.Join();
        _threads.Clear();
        _site.Dispose();
        _host.Dispose();
        _hostKnowsSite.Dispose();
    }

    private void Begin()
    {
        Run(() => Listen(_host, _up));
        Run(() => Listen(_site, _down));
        // The host learns the site's inner address from what comes first, which is no part of the count.
        _site.Send([0]);
        if (!_hostKnowsSite.Wait(Patience))
            throw new LabException("nothing has crossed the tunnel");
        Run(Send);
        Wait.Until("datagrams cross both ways", () => _up.Received > 0 && _down.Received > 0, Patience);
    }

    private void Run(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    // A late wake-up is made good, but not all of it at once: the queues on the way are for a few hundred packets.
    private void Send()
    {
        var last = Stopwatch.GetTimestamp();
        var due = 0.0;
        while (_isSending)
        {
            var now = Stopwatch.GetTimestamp();
            due = Math.Min(due + (Stopwatch.GetElapsedTime(last, now).TotalSeconds * PerSecond), Burst);
            for (last = now; due >= 1; due--)
            {
                _up.Send(_site);
                _down.Send(_host);
            }
            Thread.Sleep(Pace);
        }
    }

    private void Listen(Socket socket, Flow flow)
    {
        var datagram = new byte[2048];
        var any = socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        while (_isListening)
        {
            try
            {
                if (!socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                    continue;
                EndPoint from = new IPEndPoint(any, 0);
                var length = socket.ReceiveFrom(datagram, ref from);
                flow.Note(datagram.AsSpan(0, length));
                if (length == 1 && !_hostKnowsSite.IsSet)
                {
                    socket.Connect(from);
                    _hostKnowsSite.Set();
                }
            }
            catch (SocketException)
            {
                // An ICMP error about an earlier datagram; the count tells what it means.
            }
        }
    }
}
