using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>A descriptor (eventfd) by which one thread wakes another that polls it. Once is as good as many times.</summary>
public sealed unsafe class WakeUp : IDisposable
{
    private readonly Descriptor _descriptor = Descriptor.From(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd");

    private int _isRaised;

    /// <summary>Readable from <see cref="Raise"/> to <see cref="Lower"/>.</summary>
    public int Fd => _descriptor.Number;

    /// <summary>Any thread may. No system call where it is raised already.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _isRaised, 1) != 0) return;
        ulong one = 1;
        _ = write(Fd, &one, sizeof(ulong)); // fails only where the count is full, which is readable as well
    }

    /// <summary>To be called by the thread that was woken, before it looks for the reason.</summary>
    public void Lower()
    {
        ulong count;
        _ = read(Fd, &count, sizeof(ulong));
        Interlocked.Exchange(ref _isRaised, 0);
    }

    public void Dispose() => _descriptor.Dispose();
}
