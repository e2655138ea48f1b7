namespace Holdfast.Esp;

/// <summary>Tells the owner of a data path that one of its Child SAs has something to report. Any thread may raise it.</summary>
public sealed class ExpiryAlarm
{
    private int _isRaised;

    public void Raise() => Volatile.Write(ref _isRaised, 1);

    /// <summary>Whether it was raised since the last call; one volatile read when it was not.</summary>
    public bool TryLower() => Volatile.Read(ref _isRaised) != 0 && Interlocked.Exchange(ref _isRaised, 0) != 0;
}
