using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>
/// ESP packets of one size, the last of them perhaps shorter, one behind the other: what UDP_SEGMENT sends with one call. One of
/// another size or traffic class begins a new batch.
/// </summary>
public sealed class SendBatch : IDisposable
{
    /// <summary>UDP_MAX_SEGMENTS of linux/udp.h before 6.9.</summary>
    private const int MostPackets = 64;

    /// <summary>What a datagram over IPv4 can carry, which holds for a call with segments too.</summary>
    private const int MostBytes = 65_507;

    private const int LargestPacket = 65_535 + EspFormat.Headroom + EspFormat.Tailroom;

    private readonly Slab _slab = new(MostBytes + LargestPacket);
    private int _length;
    private int _packets;
    private int _segment;
    private byte _trafficClass;
    private bool _hasSent;
    private int _sent;
    private int _errno;

    /// <summary>Where it goes; null: it is lost.</summary>
    public EspWay? Way { get; set; }

    /// <summary>The socket is full, and holds up what is here.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Packets that the socket would not take.</summary>
    public long Failures { get; private set; }

    /// <summary>Bytes that wait to be sent.</summary>
    public int Length => _length;

    public Span<byte> Slab => _slab.Span;

    /// <summary>Where the next inner packet is to be written, so that sealed it lies behind the one before.</summary>
    public Span<byte> Room(OutboundSa sa) => Slab[(_length + sa.Layout.Headroom)..^EspFormat.Tailroom];

    /// <summary>Where it lies then.</summary>
    public SlabRange Inner(OutboundSa sa, int length) => new(_length + sa.Layout.Headroom, length);

    /// <summary>Adds the packet that was sealed where <see cref="Room"/> said. What it does not go with is sent before it.</summary>
    public void Add(SlabRange packet, byte trafficClass)
    {
        if (_length > 0 && !Joins(packet.Length, trafficClass) && !TryFlush() && _length > 0)
        {
            Failures++; // no room for another batch
            return;
        }

        if (packet.Offset != _length)
            packet.Of(Slab).CopyTo(Slab[_length..]);
        if (_length == 0)
            (_segment, _trafficClass) = (packet.Length, trafficClass);
        _length += packet.Length;
        _packets++;
        if (packet.Length < _segment)
            TryFlush();
    }

    /// <summary>Sends what is there. False: the socket is full, and it is still there.</summary>
    public bool TryFlush()
    {
        IsBlocked = false;
        if (_length == 0)
        {
            IsBlocked = Way is { } rest && !rest.Through.TryFlush();
            return !IsBlocked;
        }

        _hasSent = true;
        IoResult result = Way is { } way
            ? way.Through.TrySendSegments(Slab[.._length], _segment, _trafficClass, way.Remote)
            : IoResult.Failed(NotConnected);
        _errno = result.Errno;
        if (result.Status == IoStatus.Failed)
            Failures += _packets;
        else
            Shift(result.Length);
        IsBlocked = result.Status != IoStatus.Failed && (_length > 0 || !Way!.Through.TryFlush());
        if (_length == 0 || !IsBlocked)
            (_length, _packets) = (0, 0);
        return !IsBlocked;
    }

    /// <summary>What is there is lost.</summary>
    public void Clear()
    {
        Failures += _packets;
        (_length, _packets, IsBlocked) = (0, 0, false);
    }

    /// <summary>Bytes that the socket has taken since the last call.</summary>
    public int TakeSent()
    {
        int sent = _sent;
        _sent = 0;
        return sent;
    }

    /// <summary>Whether something was sent, or should have been, since the last call, and why it could not be; 0 if it could.</summary>
    public bool TryTakeSent(out int errno)
    {
        (bool hasSent, errno) = (_hasSent, _errno);
        _hasSent = false;
        return hasSent;
    }

    public void Dispose() => _slab.Dispose();

    private const int NotConnected = 107; // ENOTCONN

    private bool Joins(int length, byte trafficClass) => length <= _segment && trafficClass == _trafficClass
        && _packets < MostPackets && _length + length <= MostBytes;

    private void Shift(int sent)
    {
        if (sent == 0)
            return;
        _sent += sent;
        Slab[sent.._length].CopyTo(Slab);
        _length -= sent;
        _packets -= (sent + _segment - 1) / _segment;
    }
}
