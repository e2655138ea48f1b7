using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>spawn.h, sys/wait.h and signal.h</summary>
internal static unsafe partial class Spawn
{
    public const int POSIX_SPAWN_SETPGROUP = 0x02;
    public const int POSIX_SPAWN_SETSIGDEF = 0x04;
    public const int POSIX_SPAWN_SETSIGMASK = 0x08;
    public const int WNOHANG = 1;
    public const int SIGKILL = 9;

    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* pid, byte* path, SpawnFileActions* file_actions, SpawnAttributes* attrp, byte** argv, byte** envp);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, int* wstatus, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int sig);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(SpawnFileActions* file_actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addopen(
        SpawnFileActions* file_actions, int fd, byte* path, int oflag, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(SpawnFileActions* file_actions, int fd, int newfd);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(SpawnFileActions* file_actions);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(SpawnAttributes* attr);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(SpawnAttributes* attr, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(SpawnAttributes* attr, ulong* sigdefault);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(SpawnAttributes* attr);
}

/// <summary>posix_spawn_file_actions_t: what is in it is the C library's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SpawnFileActions
{
    private fixed ulong _own[10];
}

/// <summary>posix_spawnattr_t: what is in it is the C library's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SpawnAttributes
{
    private fixed ulong _own[42];
}
