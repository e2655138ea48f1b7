using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>How a non-blocking read or write ended.</summary>
public enum IoStatus
{
    Done,
    WouldBlock,

    /// <summary>The other side has closed (streams only).</summary>
    Closed,
    Failed,
}

/// <summary>What a non-blocking read or write did: Length bytes when Done, Errno when Failed, else both 0.</summary>
public readonly record struct IoResult(IoStatus Status, int Length, int Errno)
{
    public static readonly IoResult WouldBlock = new(IoStatus.WouldBlock, 0, 0);

    public static readonly IoResult Closed = new(IoStatus.Closed, 0, 0);

    public bool IsDone => Status == IoStatus.Done;

    public static IoResult Done(int length) => new(IoStatus.Done, length, 0);

    public static IoResult Failed(int errno) => new(IoStatus.Failed, 0, errno);

    /// <summary>From a system call's return value; reads errno at once where that is negative.</summary>
    internal static IoResult From(long returned)
    {
        if (returned >= 0) return Done((int)returned);
        int error = errno;
        return error == EAGAIN ? WouldBlock : Failed(error);
    }
}
