using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>
/// By which the threads of the data path tell that of the protocol that there is something to look at. While it looks from time to
/// time anyway, packets cost them one look at a flag.
/// </summary>
public sealed class TrafficSignal : IDisposable
{
    private readonly WakeUp _wake = new();
    private int _isWatched;
    private int _hasMissed;

    public int Fd => _wake.Fd;

    /// <summary>Packets went by.</summary>
    public void Note()
    {
        Volatile.Write(ref _hasMissed, 1);
        if (Volatile.Read(ref _isWatched) == 0 && Interlocked.Exchange(ref _isWatched, 1) == 0)
            _wake.Raise();
    }

    /// <summary>There is something that can't wait for the next look.</summary>
    public void Wake() => _wake.Raise();

    /// <summary>To be called when woken, before the look.</summary>
    public void Lower()
    {
        _wake.Lower();
        Volatile.Write(ref _isWatched, 1);
    }

    /// <summary>The next packets give a signal again. True: some went by since the last look, which has to be repeated.</summary>
    public bool TryRest()
    {
        Interlocked.Exchange(ref _isWatched, 0);
        return Interlocked.Exchange(ref _hasMissed, 0) != 0;
    }

    public void Dispose() => _wake.Dispose();
}
