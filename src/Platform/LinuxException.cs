using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A call of the operating system that failed: what was called, the error number, and what more is known.
/// </summary>
public sealed class LinuxException : Exception
{
    /// <param name="call">The call with what it was about, such as "bind 0.0.0.0:4500".</param>
    /// <param name="error">A positive errno.</param>
    /// <param name="detail">The kernel's own explanation, or what to do about it.</param>
    public LinuxException(string call, int error, string? detail = null)
        : base($"{call}: {Platform.Errno.Describe(error)}" + (detail is null ? "" : $": {detail}"))
    {
        Call = call;
        Errno = error;
        Detail = detail;
    }

    public string Call { get; }

    public int Errno { get; }

    public string? Detail { get; }

    /// <summary>The disk takes nothing: it is full, or read-only, or its quota is used up, or it is broken.</summary>
    public bool IsOfDisk => Errno == ENOSPC || Errno == EROFS || Errno == EDQUOT || Errno == EIO;

    /// <summary>Passes on what a call returned, or throws with its errno when that is negative.</summary>
    internal static int Check(int returned, string call) => returned >= 0 ? returned : throw Last(call);

    internal static LinuxException Last(string call) => new(call, errno);
}
