using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Owns one file descriptor and closes it once. After that its number is -1, which every call refuses (EBADF).
/// </summary>
internal sealed class Descriptor(int number) : IDisposable
{
    private int _number = number;

    public int Number => Volatile.Read(ref _number);

    /// <summary>Takes over what a call returned, or throws with its errno.</summary>
    public static Descriptor From(int returned, string call) => new(LinuxException.Check(returned, call));

    public void Dispose()
    {
        int number = Interlocked.Exchange(ref _number, -1);
        if (number >= 0) _ = close(number);
    }
}
