using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// Packets from the gateway to the TUN device: what arrived, with the datagrams of a flow in one buffer, is opened where it lies, and
/// inner packets that belong together are written with one call, from where they lie. What is not ESP is handed on. Works with the
/// gate of its lane held.
/// </summary>
public sealed class InboundPump : IDisposable
{
    private const int Slots = 8;
    private const int SlotLength = 64 << 10;

    /// <summary>Batches from one socket before others have their turn.</summary>
    private const int Burst = 8;

    private readonly TrafficSignal _signal;
    private readonly Slab _slab = new(Slots * SlotLength);
    private readonly UdpBatch _batch;
    private readonly TunWriter _writer;
    private readonly EarlyPackets _early = new();
    private readonly DropCounters _drops = new();
    private UserPath[] _paths = [];

    public InboundPump(TunDevice tun, TrafficSignal signal)
    {
        _signal = signal;
        _batch = new UdpBatch(_slab, Slots, EspFormat.TransportRoom);
        _writer = new TunWriter(tun);
    }

    /// <summary>Inner packets that the device would not take.</summary>
    public long WriteFailures => _writer.Failures;

    public void Add(UserPath path) => _paths = [.. _paths, path];

    public void Remove(UserPath path) => _paths = [.. _paths.Where(p => p != path)];

    /// <summary>What came for no session at all.</summary>
    public IReadOnlyList<DropCount> Drops() => DropCounters.Snapshot(_drops);

    /// <summary>Opens what came for this Child SA a little before it was there.</summary>
    public void TakeEarly(UserPath path, uint spi, Instant now)
    {
        while (_early.TryTake(spi, out byte[] slab, out int length, out Endpoint source))
        {
            Open(path, slab, new SlabRange(EspFormat.TransportRoom, length), source, trafficClass: 0, now);
            _writer.Flush(slab);
        }
    }

    public void Pump(EspSocket from, PollEvents events, Instant now)
    {
        _early.GiveUp(now, _drops);
        if (from is NatSocket nat ? Pump(nat, events, now) : Pump((StreamSocket)from, now))
            _signal.Wake();
        _signal.Note();
    }

    public void Dispose() => _slab.Dispose();

    /// <summary>True: there is mail.</summary>
    private bool Pump(NatSocket from, PollEvents events, Instant now)
    {
        bool isForeign = false;
        for (int i = 0; i < Burst; i++)
        {
            IoResult received = from.Socket.TryReceive(_batch);
            if (!received.IsDone)
                break;
            for (int at = 0; at < received.Length; at++)
                isForeign |= TakeRun(from.Mail, _batch[at], now);
            _writer.Flush(_slab.Span);
            if (received.Length < Slots)
                break;
        }

        if (events.HasFlag(PollEvents.Error))
        {
            (bool isUnreachable, bool hasPathMtu) = UdpErrors.Read(from.Socket);
            from.Mail.PostErrors(isUnreachable, hasPathMtu);
            isForeign = true;
        }

        return isForeign;
    }

    /// <summary>The same for a stream; its end is mail too.</summary>
    private bool Pump(StreamSocket from, Instant now)
    {
        bool isForeign = false;
        UdpRun run = new(0, 0, 0, from.Remote, 0);
        for (int i = 0; i < Burst && from.TryFill(); i++)
        {
            while (from.Inbox.TryTake(out SlabRange message))
                isForeign |= Take(from.Mail, from.Inbox.Slab, message, run, now);
            _writer.Flush(from.Inbox.Slab);
            from.Inbox.Compact();
            if (!from.Inbox.IsBroken)
                continue;
            from.Break(StreamSocket.NoGateway);
            break;
        }

        return isForeign || from.IsBroken;
    }

    /// <summary>True: something of it was handed on.</summary>
    private bool TakeRun(DatagramMail mail, UdpRun run, Instant now)
    {
        bool isForeign = false;
        int segment = run.SegmentSize > 0 ? run.SegmentSize : run.Length;
        for (int at = 0; at < run.Length; at += segment)
        {
            SlabRange datagram = new(run.Offset + at, Math.Min(segment, run.Length - at));
            isForeign |= Take(mail, _slab.Span, datagram, run, now);
        }

        return isForeign;
    }

    private bool Take(DatagramMail mail, Span<byte> slab, SlabRange datagram, in UdpRun run, Instant now)
    {
        ReadOnlySpan<byte> bytes = datagram.Of(slab);
        switch (DatagramClassifier.Classify(bytes))
        {
            case DatagramKind.Ike:
                return mail.TryPost(bytes, run.Source);
            case DatagramKind.Esp:
                TakeEsp(slab, datagram, run, now);
                return false;
            case DatagramKind.Malformed:
                _drops.Count(DropReason.TooShort);
                return false;
            default:
                return false;
        }
    }

    private void TakeEsp(Span<byte> slab, SlabRange packet, in UdpRun run, Instant now)
    {
        ReadOnlySpan<byte> bytes = packet.Of(slab);
        uint spi = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        foreach (UserPath path in _paths)
        {
            if (!path.Path.Inbound.Contains(spi))
                continue;
            Open(path, slab, packet, run.Source, run.TrafficClass, now);
            return;
        }

        if (!_early.TryHold(spi, bytes, run.Source, now))
            _drops.Count(DropReason.UnknownSpi);
    }

    private void Open(UserPath path, Span<byte> slab, SlabRange packet, in Endpoint source, byte trafficClass, Instant now)
    {
        // Nothing beside it is touched but what is done with: the ICV of the packet before.
        int start = packet.Offset - EspFormat.TransportRoom;
        Span<byte> own = slab[start..packet.End];
        if (path.Path.Inbound.TryAccept(own, EspFormat.TransportRoom, packet.Length, trafficClass, now, out SlabRange inner, out DropReason reason))
            _writer.Add(slab, inner with { Offset = inner.Offset + start });
        else if (reason != DropReason.Dummy)
            return;
        if (source != path.Source)
            path.OtherSource = source;
    }
}
