using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>stdlib.h</summary>
internal static unsafe partial class Stdlib
{
    public const int SIGPIPE = 13; // signal.h
    public const nint SIG_IGN = 1;

    /// <summary>Into the environment block itself; null where there is no such variable.</summary>
    [LibraryImport("libc")]
    public static partial byte* getenv(byte* name);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setenv(byte* name, byte* value, int overwrite);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int unsetenv(byte* name);

    [LibraryImport("libc")]
    public static partial void abort();

    /// <summary>signal.h</summary>
    [LibraryImport("libc")]
    public static partial nint signal(int number, nint handler);
}
