using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// Carries the packets of one connection between its TUN device and its sockets, with a thread for each direction. What it
/// sees is told on the thread of the protocol: at once when packets come after a pause, then twenty times a second while they do.
/// </summary>
public sealed class UserPlane : IEspReader, ITimed, IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly EventLoop _loop;
    private readonly TrafficSignal _signal = new();
    private readonly Lane _out;
    private readonly Lane _in;
    private UserPath[] _paths = []; // replaced whole: who is told may end a session
    private EspSocket[] _sockets = [];

    /// <param name="loop">Of the protocol.</param>
    /// <param name="tun">It stays the giver's.</param>
    /// <exception cref="LinuxException">No descriptors or memory are to be had; nothing is kept.</exception>
    public UserPlane(EventLoop loop, TunDevice tun)
    {
        _loop = loop;
        try
        {
            _out = new Lane("esp-out", _signal.Wake);
            _in = new Lane("esp-in", _signal.Wake);
            using (Pause())
                Outbound = new OutboundPump(_out.Loop, tun, _signal, _out.Wake);
            Inbound = new InboundPump(tun, _signal);
            loop.Add(_signal.Fd, PollEvents.Readable, _ => HandleSignal());
        }
        catch (LinuxException)
        {
            Close();
            throw;
        }

        loop.Add(this);
    }

    /// <summary>To be changed in a <see cref="Pause"/>.</summary>
    public OutboundPump Outbound { get; }

    /// <summary>To be changed in a <see cref="Pause"/>.</summary>
    public InboundPump Inbound { get; }

    /// <summary>Whether any session has its packets carried, be it that it only receives.</summary>
    public bool IsInUse => _paths.Length > 0;

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>Both threads stand still until it is disposed.</summary>
    public PlanePause Pause() => new(_out.Gate, _in.Gate);

    public void Add(UserPath path)
    {
        _paths = [.. _paths, path];
        using (Pause())
            Inbound.Add(path);
    }

    public void Remove(UserPath path) => _paths = [.. _paths.Where(p => p != path)];

    public void Listen(EspSocket socket)
    {
        if (socket.IsBroken)
            return;
        _sockets = [.. _sockets, socket];
        using (Pause())
            _in.Loop.Add(socket.Fd, PollEvents.Readable, events => Read(socket, events));
        socket.SetReceiveOffload(true);
    }

    public void Leave(EspSocket socket)
    {
        _sockets = [.. _sockets.Where(s => s != socket)];
        using (Pause())
        {
            if (!socket.IsBroken)
                _in.Loop.Remove(socket.Fd);
            Outbound.Forget(socket);
        }

        socket.SetReceiveOffload(false);
    }

    /// <summary>Something was done that packets may have waited for.</summary>
    public void LookSoon() => NextDeadline = _loop.Now;

    public void HandleTimeout(Instant now)
    {
        bool isActive = false;
        foreach (UserPath path in _paths)
            isActive |= path.LookAtBurst();
        NextDeadline = isActive ? now + LookInterval : Instant.Never;
        // What came by since the look and before this gave no signal.
        if (!isActive && _signal.TryRest())
            NextDeadline = now;
    }

    public void CountDrops(SortedDictionary<string, long> drops)
    {
        long lost = 0;
        foreach (EspSocket socket in _sockets)
            lost += socket.Mail.Lost;
        Add(drops, "SocketRefused", Outbound.SendFailures);
        Add(drops, "DeviceRefused", Inbound.WriteFailures);
        Add(drops, "IkeLost", lost);
        foreach (Esp.DropCount count in Inbound.Drops())
            Add(drops, count.Reason.ToString(), count.Packets);
        foreach (Esp.DropCount count in Esp.DropCounters.Snapshot(Outbound.Drops is { } queued ? [queued] : []))
            Add(drops, count.Reason.ToString(), count.Packets);
    }

    public void Dispose()
    {
        _loop.Remove(this);
        _loop.Remove(_signal.Fd);
        Close();
    }

    /// <summary>What there is of it, also when it did not become whole.</summary>
    private void Close()
    {
        _out?.Dispose();
        _in?.Dispose();
        Outbound?.Dispose();
        Inbound?.Dispose();
        _signal.Dispose();
    }

    private static void Add(SortedDictionary<string, long> drops, string reason, long packets)
    {
        if (packets > 0)
            drops[reason] = drops.GetValueOrDefault(reason) + packets;
    }

    /// <summary>A stream at its end would be reported without end.</summary>
    private void Read(EspSocket socket, PollEvents events)
    {
        Inbound.Pump(socket, events, _in.Loop.Now);
        if (socket.IsBroken)
            _in.Loop.Remove(socket.Fd);
    }

    private void HandleSignal()
    {
        _signal.Lower();
        if ((_out.Failure ?? _in.Failure) is { } failure)
            throw new InvalidOperationException($"a thread of the data path ended: {failure.Message}", failure);
        foreach (EspSocket socket in _sockets)
            socket.MailArrived();
        HandleTimeout(_loop.Now);
    }
}
