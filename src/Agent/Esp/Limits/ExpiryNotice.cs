namespace Holdfast.Esp;

/// <summary>
/// What the two halves of one Child SA have to report: the soft limit once and the hard limit once, whichever half comes
/// to it first. Each half may have its own thread.
/// </summary>
public sealed class ExpiryNotice(ExpiryAlarm alarm)
{
    private const int Soft = 1;
    private const int Hard = 2;

    private int _reached;
    private int _told;

    public void ReachSoft() => Reach(Soft);

    public void ReachHard() => Reach(Hard);

    /// <summary>What was reached and not told yet. A soft limit that is overtaken by the hard one is not told any more.</summary>
    public bool TryTake(out bool isHard)
    {
        int untold = Volatile.Read(ref _reached) & ~_told;
        isHard = (untold & Hard) != 0;
        _told |= isHard ? Soft | Hard : untold;
        return untold != 0;
    }

    private void Reach(int limit)
    {
        if ((Interlocked.Or(ref _reached, limit) & limit) == 0)
            alarm.Raise();
    }
}
