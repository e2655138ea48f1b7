using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// Packets from the TUN device to the gateway: what was read, up to 64 KiB that the kernel left to be cut, is cut into a batch where
/// each segment is sealed, and sent with one call. What the uplink does not take waits before it is sealed (<see cref="UplinkQueue"/>).
/// Works with the gate of its lane held.
/// </summary>
public sealed class OutboundPump : IDisposable
{
    /// <summary>Reads before others have their turn.</summary>
    private const int Burst = 64;

    private readonly EventLoop _loop;
    private readonly TunDevice _tun;
    private readonly TrafficSignal _signal;
    private readonly Action _wake;
    private readonly Slab _frame;
    private readonly SendBatch _batch = new();
    private readonly UplinkQueue _queue;
    private UserPath? _path;
    private EspWay? _blocked;
    private bool _isPaused;

    /// <param name="wake">Has the loop look at its deadlines again.</param>
    public OutboundPump(EventLoop loop, TunDevice tun, TrafficSignal signal, Action wake)
    {
        (_loop, _tun, _signal, _wake) = (loop, tun, signal, wake);
        _frame = new Slab(tun.HeaderLength + ushort.MaxValue);
        _queue = new UplinkQueue(Drain);
        loop.Add(_queue);
    }

    /// <summary>ESP packets that the socket would not take.</summary>
    public long SendFailures => _batch.Failures;

    /// <summary>Why packets went no further than to the queue; null: none ever waited.</summary>
    public DropCounters? Drops => _queue.Drops;

    /// <summary>This session carries what goes out from now on.</summary>
    public void Carry(UserPath path, EspWay way)
    {
        Unblock();
        if (_path is null)
            _loop.Add(_tun.Fd, PollEvents.Readable, _ => Pump());
        _path = path;
        _batch.Way = way;
        BeginAnew();
    }

    /// <summary>This one carries nothing more; another one that does is left alone. Without any the device is not read.</summary>
    public void Leave(UserPath path)
    {
        if (_path != path)
            return;
        Unblock();
        _loop.Remove(_tun.Fd);
        (_path, _batch.Way) = (null, null);
        _queue.Clear(_loop.Now);
    }

    /// <summary>The socket is about to be closed.</summary>
    public void Forget(EspSocket socket)
    {
        if (_batch.Way?.Through != socket)
            return;
        Unblock();
        _batch.Way = null;
        BeginAnew();
    }

    public void Dispose()
    {
        _loop.Remove(_queue);
        _queue.Dispose();
        _frame.Dispose();
        _batch.Dispose();
    }

    private void Pump()
    {
        UserPath path = _path!;
        for (int i = 0; i < Burst && !_isPaused; i++)
        {
            IoResult read = _tun.Read(_frame.Span);
            if (!read.IsDone)
                break;
            Take(path.Path.Outbound, _frame.Span[..read.Length]);
            if (_batch.IsBlocked)
                Block();
        }

        Send(path);
    }

    private void Take(OutboundPath outbound, ReadOnlySpan<byte> frame)
    {
        VirtioHeader header = default;
        if (_tun.HeaderLength > 0 && !VirtioHeader.TryRead(frame, out header))
            return;
        ReadOnlySpan<byte> packet = frame[_tun.HeaderLength..];
        if (_blocked is null && _queue.MayPass(_batch.Length + packet.Length, _batch.Way))
            Seal(outbound, packet, header);
        else
            _queue.Add(packet, header, _loop.Now);
    }

    private void Seal(OutboundPath outbound, ReadOnlySpan<byte> packet, VirtioHeader header)
    {
        if (!outbound.TryFind(packet, out OutboundSa? sa, out int length, out DropReason reason))
            return;
        Segmenter segmenter = default;
        if (!segmenter.TryBegin(packet[..length], header, out reason))
        {
            outbound.Drops.Count(reason);
            return;
        }

        byte trafficClass = TrafficClass.Of(packet);
        while (segmenter.TryNext(_batch.Room(sa), out length))
        {
            if (outbound.TrySeal(sa, _batch.Slab, _batch.Inner(sa, length), _loop.Now, out SlabRange sealedAt, out _))
                _batch.Add(sealedAt, trafficClass);
        }

        _queue.HandOver(_batch.TakeSent(), _batch.Way);
    }

    /// <summary>What may go from the queue goes, behind what is ready already.</summary>
    private void Send(UserPath path)
    {
        while (TryFlush() && TryTakeQueued(path.Path.Outbound))
        {
        }

        _queue.Rest(_loop.Now, _blocked is not null);
        NoteSent(path);
    }

    private bool TryFlush()
    {
        bool isDone = _blocked is null && _batch.TryFlush();
        _queue.HandOver(_batch.TakeSent(), _batch.Way);
        if (_batch.IsBlocked)
            Block();
        return isDone;
    }

    private bool TryTakeQueued(OutboundPath outbound)
    {
        bool hasTaken = false;
        while (!_batch.IsBlocked && _queue.TryTake(_batch.Length, _frame.Span, _loop.Now, out int length))
        {
            Seal(outbound, _frame.Span[..length], default);
            hasTaken = true;
        }

        return hasTaken;
    }

    /// <summary>The network was given time; what waits may go.</summary>
    private void Drain()
    {
        if (_path is not { } path)
            return;
        _queue.Look(_batch.Way);
        Send(path);
    }

    private void NoteSent(UserPath path)
    {
        if (!_batch.TryTakeSent(out int errno))
            return;
        path.SendErrno = errno;
        if (path.SentSince == Instant.Never)
            path.SentSince = _loop.Now;
        _signal.Note();
    }

    /// <summary>
    /// The socket is full. What the device has waits in the queue; if the uplink is fast it stays there instead, as the kernel's queue
    /// loses less, and nobody has to wait long.
    /// </summary>
    private void Block()
    {
        if (_blocked is not null || _batch.Way is not { } way)
            return;
        _blocked = way;
        _loop.Add(way.Through.Fd, PollEvents.Writable, _ => Resume());
        _isPaused = _queue.IsBypassed;
        if (_isPaused)
            _loop.Modify(_tun.Fd, PollEvents.None);
    }

    private void Resume()
    {
        _queue.Look(_batch.Way);
        bool isDone = _batch.TryFlush();
        _queue.HandOver(_batch.TakeSent(), _batch.Way);
        if (!isDone)
            return;
        Unblock();
        Pump();
    }

    /// <summary>Another socket, or none: what waits is not lost.</summary>
    private void BeginAnew()
    {
        _queue.Forget();
        _queue.Rest(_loop.Now, isBlocked: false);
        if (!_queue.IsEmpty)
            _wake();
    }

    private void Unblock()
    {
        if (_blocked is not { } way)
            return;
        _blocked = null;
        _batch.Clear();
        _loop.Remove(way.Through.Fd);
        if (_isPaused)
            _loop.Modify(_tun.Fd, PollEvents.Readable);
        _isPaused = false;
    }
}
