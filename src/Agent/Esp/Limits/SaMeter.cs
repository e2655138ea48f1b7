namespace Holdfast.Esp;

/// <summary>
/// What one half of a Child SA has carried, held against its limits. Sequence numbers have a soft limit of their own, so
/// that an SA is replaced before they end (RFC 4303 section 3.3.3). One thread at a time.
/// </summary>
public sealed class SaMeter
{
    /// <summary>Where three quarters of the 32-bit sequence numbers are used up.</summary>
    public const ulong SoftSequence = 0xC000_0000;

    /// <summary>The same of 64 bits.</summary>
    public const ulong SoftExtendedSequence = SoftSequence << 32;

    private readonly ChildLimits _limits;
    private readonly ExpiryNotice _notice;
    private readonly ulong _softSequence;

    // Below both nothing is to be said: what nearly every packet is asked.
    private readonly ulong _firstPackets;
    private readonly ulong _firstBytes;

    private bool _isSoft;

    public SaMeter(ChildSaSpec spec, ExpiryNotice notice)
    {
        _limits = spec.Limits;
        _notice = notice;
        _firstPackets = Math.Min(_limits.SoftPackets, _limits.HardPackets);
        _firstBytes = Math.Min(_limits.SoftBytes, _limits.HardBytes);
        _softSequence = spec.ExtendedSequenceNumbers ? SoftExtendedSequence : SoftSequence;
        IsSpent = Exceeds(_limits.HardPackets, _limits.HardBytes);
    }

    public TrafficCounters Counters { get; } = new();

    /// <summary>The hard limit is reached: nothing more may be carried.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>A packet was carried.</summary>
    public void Count(int bytes)
    {
        Counters.Count(bytes);
        if (!Exceeds(_firstPackets, _firstBytes))
            return;
        if (Exceeds(_limits.SoftPackets, _limits.SoftBytes))
            ReachSoft();
        if (Exceeds(_limits.HardPackets, _limits.HardBytes))
            Spend();
    }

    /// <summary>The highest sequence number used so far.</summary>
    public void NoteSequence(ulong sequence)
    {
        if (sequence >= _softSequence)
            ReachSoft();
    }

    /// <summary>Nothing more can be carried, whatever the limits say.</summary>
    public void Spend()
    {
        if (IsSpent)
            return;
        IsSpent = true;
        _notice.ReachHard();
    }

    private bool Exceeds(ulong packets, ulong bytes) =>
        (ulong)Counters.Packets >= packets || (ulong)Counters.Bytes >= bytes;

    private void ReachSoft()
    {
        if (_isSoft)
            return;
        _isSoft = true;
        _notice.ReachSoft();
    }
}
