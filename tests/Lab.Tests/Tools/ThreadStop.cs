using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Lab.Tools;

/// <summary>Stops one thread of another process, as a debugger does (ptrace(2)), while its others run on.</summary>
public static partial class ThreadStop
{
    // sys/ptrace.h
    private const int Seize = 0x4206, InterruptTracee = 0x4207;

    /// <summary>For as long as the calling thread lives, or until the process ends.</summary>
    /// <exception cref="Win32Exception">Not allowed here.</exception>
    public static void Stop(int thread)
    {
        if (Ptrace(Seize, thread, 0, 0) < 0 || Ptrace(InterruptTracee, thread, 0, 0) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Ptrace(nint request, nint process, nint address, nint data);
}
