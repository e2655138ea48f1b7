namespace Holdfast.Esp;

/// <summary>
/// Controlled delay of one flow (RFC 8289): once all packets of an interval have waited longer than the target, one is
/// dropped or marked, and the next ones at shrinking distances, until they wait less. Times are nanoseconds.
/// </summary>
internal struct CoDel
{
    private long _aboveUntil; // when the flow will have been above the target for an interval; 0: it is below
    private long _nextDrop;
    private int _count;
    private int _countBefore;
    private bool _isDropping;

    /// <summary>Whether the packet at the head is to be dropped or marked. Asked once for each, in their order.</summary>
    /// <param name="waited">How long it has been in the queue.</param>
    /// <param name="isLast">No more than one packet's worth is behind it, and so no queue stands.</param>
    public bool IsToDrop(long waited, bool isLast, long now, in CoDelSettings settings)
    {
        bool isAbove = IsAboveForLong(waited, isLast, now, settings);
        if (!_isDropping)
            return isAbove && Begin(now, settings);
        _isDropping = isAbove;
        if (!isAbove || now < _nextDrop)
            return false;
        _count++;
        _nextDrop = settings.After(_nextDrop, _count);
        return true;
    }

    /// <summary>The flow has run empty.</summary>
    public void HandleEmpty() => (_aboveUntil, _isDropping) = (0, false);

    private bool IsAboveForLong(long waited, bool isLast, long now, in CoDelSettings settings)
    {
        if (waited < settings.Target || isLast)
        {
            _aboveUntil = 0;
            return false;
        }

        if (_aboveUntil != 0)
            return now >= _aboveUntil;
        _aboveUntil = now + settings.Interval;
        return false;
    }

    // A flow that comes back soon goes on where it was: the rate of drops that held it is the one to begin with.
    private bool Begin(long now, in CoDelSettings settings)
    {
        int grown = _count - _countBefore;
        bool isSoon = now - _nextDrop < 16 * settings.Interval;
        _count = grown > 1 && isSoon ? grown : 1;
        _countBefore = _count;
        _nextDrop = settings.After(now, _count);
        _isDropping = true;
        return true;
    }
}

/// <param name="Target">The delay that may stand, in nanoseconds.</param>
/// <param name="Interval">How long it may be more, in nanoseconds: a long round trip.</param>
internal readonly record struct CoDelSettings(long Target, long Interval)
{
    private const long Millisecond = 1_000_000;

    /// <summary>
    /// 5 and 100 ms (RFC 8289 sections 4.2 and 4.3); where one packet takes longer than that, the target is what one and a half
    /// take.
    /// </summary>
    /// <param name="bytesPerSecond">Of the link.</param>
    public static CoDelSettings For(long bytesPerSecond)
    {
        long packet = 1_500 * 1_500_000_000L / Math.Max(1_000, bytesPerSecond);
        long target = Math.Max(5 * Millisecond, packet);
        return new CoDelSettings(target, 95 * Millisecond + target);
    }

    /// <summary>The control law: drops come faster with the root of their number.</summary>
    public long After(long at, int count) => at + (long)(Interval / Math.Sqrt(count));
}
