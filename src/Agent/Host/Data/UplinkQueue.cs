using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// What goes out waits here while the uplink is saturated, as packets that are not sealed yet: so each flow has its share, and a call
/// does not wait behind a download's acknowledgements, nor behind an upload. Else it costs a number to be compared with another.
/// </summary>
public sealed class UplinkQueue : ITimed, IDisposable
{
    private static readonly TimeSpan MemoryKept = TimeSpan.FromSeconds(2);

    private readonly Action _drain;
    private readonly SendBudget _budget = new();
    private readonly Slab _memory = new(FairQueue.DefaultMemory);
    private readonly Slab _segment = new(FairQueue.LargestPacket);
    private FairQueue? _queue;
    private bool _usesMemory;
    private Instant _emptyAt = Instant.Never;

    /// <param name="drain">Is called when it is time to send again.</param>
    public UplinkQueue(Action drain) => _drain = drain;

    public Instant NextDeadline => Instant.Earliest(_budget.NextLook, _emptyAt);

    public bool IsEmpty => _queue is null or { IsEmpty: true };

    /// <summary>Nothing waits here, whatever the socket does.</summary>
    public bool IsBypassed => IsEmpty && _budget.IsFast;

    public DropCounters? Drops => _queue?.Drops;

    /// <summary>Whether a packet may go out at once.</summary>
    /// <param name="pending">Bytes that have not been handed over yet, this packet included.</param>
    public bool MayPass(int pending, EspWay? way)
    {
        if (!IsEmpty)
            return false;
        Look(way);
        return _budget.IsOpen && (!_budget.IsMeasured || pending <= _budget.Room);
    }

    /// <summary>Takes a packet, cut if it is a superframe.</summary>
    public void Add(ReadOnlySpan<byte> packet, VirtioHeader header, Instant now)
    {
        FairQueue queue = _queue ??= Create();
        (_usesMemory, _emptyAt) = (true, Instant.Never);
        Segmenter segmenter = default;
        if (!segmenter.TryBegin(packet, header, out DropReason reason))
        {
            queue.Drops.Count(reason);
            return;
        }

        while (segmenter.TryNext(_segment.Span, out int length))
            queue.TryAdd(_memory.Span, _segment.Span[..length], now);
    }

    /// <summary>The next packet, if it may be handed over with what is pending.</summary>
    public bool TryTake(int pending, Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        return _queue is { } queue && _budget.IsOpen && (pending == 0 || pending < _budget.Room)
            && queue.TryTake(_memory.Span, destination, now, out length);
    }

    /// <summary>Before packets are taken from here.</summary>
    public void Look(EspWay? way)
    {
        if (!_budget.IsLookDue && !_budget.IsHeld)
            return;
        _budget.Look(Queued(way), Clock());
        _queue?.SetLinkRate(_budget.BytesPerSecond);
    }

    /// <summary>The socket has taken so much.</summary>
    public void HandOver(int bytes, EspWay? way)
    {
        if (bytes > 0 && _budget.HandOver(bytes))
            _budget.Settle(Queued(way), Clock());
    }

    /// <summary>All that can be done is done for now.</summary>
    /// <param name="isBlocked">The socket itself says when it goes on.</param>
    public void Rest(Instant now, bool isBlocked)
    {
        if (!IsEmpty && !isBlocked)
        {
            _budget.Hold(now);
            return;
        }

        _budget.Release();
        if (_usesMemory && IsEmpty && _emptyAt == Instant.Never)
            _emptyAt = now + MemoryKept;
    }

    /// <summary>Goes on through another socket.</summary>
    public void Forget() => _budget.Forget();

    /// <summary>Nobody carries what goes out any more.</summary>
    public void Clear(Instant now)
    {
        _queue?.Clear();
        Forget();
        Rest(now, isBlocked: false);
    }

    public void HandleTimeout(Instant now)
    {
        if (_emptyAt <= now)
        {
            (_usesMemory, _emptyAt) = (false, Instant.Never);
            _memory.Release();
        }

        if (_budget.NextLook <= now)
            _drain();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _segment.Dispose();
    }

    // Not the clock of the tick: what a burst takes would count as time in which the network was at work.
    private static Instant Clock() => new(BootClock.Now());

    private static int Queued(EspWay? way) => way?.Through.QueuedBytes() ?? 0;

    private static FairQueue Create()
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        new SystemRandom().Fill(seed);
        return new FairQueue(BinaryPrimitives.ReadUInt64LittleEndian(seed));
    }
}
