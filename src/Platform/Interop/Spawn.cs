using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>spawn.h, and sys/wait.h</summary>
internal static unsafe partial class Spawn
{
    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* pid, byte* path, SpawnFileActions* file_actions, void* attrp, byte** argv, byte** envp);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, int* wstatus, int options);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(SpawnFileActions* file_actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addopen(
        SpawnFileActions* file_actions, int fd, byte* path, int oflag, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(SpawnFileActions* file_actions);
}

/// <summary>posix_spawn_file_actions_t: what is in it is the C library's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SpawnFileActions
{
    private fixed ulong _own[10];
}
