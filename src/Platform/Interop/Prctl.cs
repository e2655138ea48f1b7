using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>sys/prctl.h</summary>
internal static partial class Prctl
{
    public const int PR_GET_DUMPABLE = 3;
    public const int PR_SET_DUMPABLE = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);
}
