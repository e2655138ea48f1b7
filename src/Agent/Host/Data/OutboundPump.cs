using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// Packets from the TUN device to the gateway: what was read, up to 64 KiB that the kernel left to be cut, is cut into a batch where
/// each segment is sealed, and sent with one call. Works with the gate of its lane held.
/// </summary>
public sealed class OutboundPump : IDisposable
{
    /// <summary>Reads before others have their turn.</summary>
    private const int Burst = 64;

    private readonly EventLoop _loop;
    private readonly TunDevice _tun;
    private readonly TrafficSignal _signal;
    private readonly Slab _frame;
    private readonly SendBatch _batch = new();
    private UserPath? _path;
    private EspWay? _blocked;

    public OutboundPump(EventLoop loop, TunDevice tun, TrafficSignal signal)
    {
        (_loop, _tun, _signal) = (loop, tun, signal);
        _frame = new Slab(tun.HeaderLength + ushort.MaxValue);
    }

    /// <summary>ESP packets that the socket would not take.</summary>
    public long SendFailures => _batch.Failures;

    /// <summary>This session carries what goes out from now on.</summary>
    public void Carry(UserPath path, EspWay way)
    {
        Unblock();
        if (_path is null)
            _loop.Add(_tun.Fd, PollEvents.Readable, _ => Pump());
        _path = path;
        _batch.Way = way;
    }

    /// <summary>This one carries nothing more; another one that does is left alone. Without any the device is not read.</summary>
    public void Leave(UserPath path)
    {
        if (_path != path)
            return;
        Unblock();
        _loop.Remove(_tun.Fd);
        (_path, _batch.Way) = (null, null);
    }

    /// <summary>The socket is about to be closed.</summary>
    public void Forget(NatSocket socket)
    {
        if (_batch.Way?.Through != socket)
            return;
        Unblock();
        _batch.Way = null;
    }

    public void Dispose()
    {
        _frame.Dispose();
        _batch.Dispose();
    }

    private void Pump()
    {
        if (_blocked is not null)
            return;
        UserPath path = _path!;
        for (int i = 0; i < Burst; i++)
        {
            IoResult read = _tun.Read(_frame.Span);
            if (!read.IsDone)
                break;
            Take(path.Path.Outbound, _frame.Span[..read.Length]);
            if (!_batch.IsBlocked)
                continue;
            Block();
            break;
        }

        _batch.TryFlush();
        if (_batch.IsBlocked)
            Block();
        NoteSent(path);
    }

    private void Take(OutboundPath outbound, ReadOnlySpan<byte> frame)
    {
        VirtioHeader header = default;
        if (_tun.HeaderLength > 0 && !VirtioHeader.TryRead(frame, out header))
            return;
        ReadOnlySpan<byte> packet = frame[_tun.HeaderLength..];
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

    /// <summary>The socket is full: the device is not read until it has room, and the kernel's queue there holds what comes.</summary>
    private void Block()
    {
        if (_blocked is not null || _batch.Way is not { } way)
            return;
        _blocked = way;
        _loop.Modify(_tun.Fd, PollEvents.None);
        _loop.Add(way.Through.Socket.Fd, PollEvents.Writable, _ => Resume());
    }

    private void Resume()
    {
        if (!_batch.TryFlush())
            return;
        Unblock();
        Pump();
    }

    private void Unblock()
    {
        if (_blocked is not { } way)
            return;
        _blocked = null;
        _batch.Clear();
        _loop.Remove(way.Through.Socket.Fd);
        _loop.Modify(_tun.Fd, PollEvents.Readable);
    }
}
