using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Zeroed memory outside of the garbage collector's heap, in whole pages of the usual size, that never moves. It takes up none before
/// it is touched, and gives back what it took when nothing is to do.
/// </summary>
public sealed unsafe class Slab : IDisposable
{
    private byte* _start;

    /// <exception cref="LinuxException">ENOMEM.</exception>
    public Slab(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        void* start = mmap(null, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) throw LinuxException.Last("mmap");
        _start = (byte*)start;
        Length = length;
        _ = madvise(start, length, MADV_NOHUGEPAGE); // else one byte may take up 2 MiB
    }

    /// <summary>Bytes; 0 once it is disposed.</summary>
    public int Length { get; private set; }

    public Span<byte> Span => new(_start, Length);

    internal byte* Start => _start;

    /// <summary>
    /// Gives the pages back to the machine: the bytes are zero, and take up nothing until they are touched. Best effort.
    /// </summary>
    public void Release()
    {
        if (madvise(_start, Length, MADV_DONTNEED) == 0 || errno != EINVAL) return;
        _ = munlock(_start, Length); // the kernel keeps locked pages (ProcessMemory.TryLockAll)
        _ = madvise(_start, Length, MADV_DONTNEED);
        _ = mlock2(_start, Length, MLOCK_ONFAULT);
    }

    public void Dispose()
    {
        if (Length > 0) _ = munmap(_start, Length);
        _start = null;
        Length = 0;
    }
}
