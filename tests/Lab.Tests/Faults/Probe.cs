using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Faults;

/// <summary>
/// Numbered datagrams from the site to the host behind the gateway, 50 a second, each sent back by the host. The site's socket is
/// bound to no address, so that each goes out from the inner address of the moment. Time is counted in datagrams sent: while the
/// whole machine stands still, a tunnel misses nothing.
/// </summary>
public sealed class Probe : IDisposable
{
    public const int PerSecond = 50;

    private const int Size = 100, Port = 7008, PollMicroseconds = 50_000;

    // Of the stopwatch's. What is later than that is not made good.
    private static readonly long Interval = Stopwatch.Frequency / PerSecond, Latest = 2 * Interval;

    private static readonly IPEndPoint Destination = new(IPAddress.Parse(Addresses.HostV4), Port);

    private readonly object _gate = new();
    private readonly Socket _site, _host;
    private readonly List<Thread> _threads = [];
    private readonly List<double> _answered = [];
    private volatile bool _isRunning = true;

    public Probe(NetworkNamespace site, NetworkNamespace host)
    {
        _host = SocketFactory.Udp(host, AddressFamily.InterNetwork);
        _site = SocketFactory.Udp(site, AddressFamily.InterNetwork);
        try
        {
            _host.Bind(Destination);
            _site.Bind(new IPEndPoint(IPAddress.Any, 0));
        }
        catch
        {
            Dispose();
            throw;
        }
        Run(Echo);
        Run(Listen);
        Run(Send);
    }

    /// <summary>Seconds since the start.</summary>
    public double Now
    {
        get
        {
            lock (_gate)
                return (double)_answered.Count / PerSecond;
        }
    }

    /// <summary>When each answer came; copied.</summary>
    public IReadOnlyList<double> Answers
    {
        get
        {
            lock (_gate)
                return [.. _answered.Where(at => at > 0)];
        }
    }

    /// <summary>Answers that came in the last second.</summary>
    public int Recent
    {
        get
        {
            var from = Now - 1;
            lock (_gate)
                return _answered.Count(at => at > from);
        }
    }

    /// <summary>Those sent between the two times that were never answered.</summary>
    public int Lost(double from, double to)
    {
        lock (_gate)
            return _answered.Skip((int)(from * PerSecond)).Take((int)((to - from) * PerSecond)).Count(at => at == 0);
    }

    public void Dispose()
    {
        _isRunning = false;
        foreach (var thread in _threads)
            thread.Join();
        _site.Dispose();
        _host.Dispose();
    }

    private void Run(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Send()
    {
        var datagram = new byte[Size];
        var next = Stopwatch.GetTimestamp();
        for (var number = 0; _isRunning; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(datagram, number);
            lock (_gate)
                _answered.Add(0);
            Try(() => _site.SendTo(datagram, Destination));
            next = Math.Max(next, Stopwatch.GetTimestamp() - Latest) + Interval;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (wait > TimeSpan.Zero)
                Thread.Sleep(wait);
        }
    }

    private void Echo() => Receive(_host, (datagram, from) => Try(() => _host.SendTo(datagram, from)));

    private void Listen() => Receive(_site, (datagram, _) =>
    {
        var number = BinaryPrimitives.ReadInt32BigEndian(datagram);
        lock (_gate)
        {
            if (number >= 0 && number < _answered.Count && _answered[number] == 0)
                _answered[number] = Now;
        }
    });

    private void Receive(Socket socket, Action<byte[], EndPoint> take)
    {
        var datagram = new byte[Size];
        while (_isRunning)
        {
            Try(() =>
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                if (socket.Poll(PollMicroseconds, SelectMode.SelectRead) && socket.ReceiveFrom(datagram, ref from) == Size)
                    take(datagram, from);
            });
        }
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (SocketException)
        {
            // No way for the moment, or an ICMP error about an earlier one: it is lost, and counts as that.
        }
    }
}
