using System.Buffers.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Prctl;
using static Holdfast.Platform.Interop.SysResource;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Keeps the process's memory out of swap and core dumps, and says how much there is.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// Locks every page once it is touched (mlockall, MCL_ONFAULT). Best effort: 0, or the errno: EPERM or ENOMEM
    /// without CAP_IPC_LOCK, as RLIMIT_MEMLOCK is mostly below what the run-time reserves; nothing is locked then.
    /// </summary>
    public static int TryLockAll() => mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;

    /// <summary>
    /// Takes the limit of locked memory away, so that it does not take CAP_IPC_LOCK any more; what is locked then stays so without that too.
    /// False: it takes CAP_SYS_RESOURCE.
    /// </summary>
    public static unsafe bool TryLiftLockLimit()
    {
        RLimit limit;
        if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == nuint.MaxValue) return true; // RLIM_INFINITY
        limit = new RLimit { rlim_cur = nuint.MaxValue, rlim_max = nuint.MaxValue };
        return setrlimit(RLIMIT_MEMLOCK, &limit) == 0;
    }

    /// <summary>
    /// No core dump, and no ptrace by others of the same user (PR_SET_DUMPABLE). Makes /proc/self root's. The kernel forgets it
    /// when the process changes its user, but not the limit (RLIMIT_CORE).
    /// </summary>
    public static unsafe void ForbidDumps()
    {
        RLimit none = default;
        LinuxException.Check(setrlimit(RLIMIT_CORE, &none), "setrlimit RLIMIT_CORE");
        LinuxException.Check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl PR_SET_DUMPABLE");
    }

    /// <summary>Bytes in memory now (proc(5), statm). Some kernels are tens of pages behind.</summary>
    public static long ResidentBytes()
    {
        byte[] text = FileGuard.ReadAllBytes("/proc/self/statm", 256, out _);
        ReadOnlySpan<byte> afterTotal = text.AsSpan(text.AsSpan().IndexOf((byte)' ') + 1);
        return Utf8Parser.TryParse(afterTotal, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }
}
