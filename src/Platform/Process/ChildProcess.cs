using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Another program, run to its end without input and output.</summary>
internal static unsafe class ChildProcess
{
    /// <summary>Its exit code; -1: a signal ended it.</summary>
    /// <exception cref="LinuxException">ENOENT, EACCES, ...: it could not be started.</exception>
    public static int Run(string path, string first, string second, string? third = null)
    {
        SpawnFileActions actions;
        Check(Spawn.posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
        try
        {
            fixed (byte* nowhere = CString.Of("/dev/null"))
            {
                for (int fd = 0; fd <= 2; fd++)
                {
                    int added = Spawn.posix_spawn_file_actions_addopen(&actions, fd, nowhere, O_RDWR, 0);
                    Check(added, "posix_spawn_file_actions_addopen");
                }
            }

            return Wait(Start(path, first, second, third, &actions), path);
        }
        finally
        {
            _ = Spawn.posix_spawn_file_actions_destroy(&actions);
        }
    }

    private static int Start(string path, string first, string second, string? third, SpawnFileActions* actions)
    {
        int process;
        fixed (byte* name = CString.Of(path), one = CString.Of(first), two = CString.Of(second), three = third is null ? null : CString.Of(third))
        fixed (byte* search = CString.Of("PATH=/usr/sbin:/usr/bin:/sbin:/bin"))
        {
            byte** arguments = stackalloc byte*[] { name, one, two, three, null };
            byte** environment = stackalloc byte*[] { search, null };
            Check(Spawn.posix_spawn(&process, name, actions, null, arguments, environment), $"run {path}");
        }

        return process;
    }

    private static int Wait(int process, string path)
    {
        int status, waited;
        do waited = Spawn.waitpid(process, &status, 0);
        while (waited < 0 && errno == EINTR);
        LinuxException.Check(waited, $"wait for {path}");
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -1; // WIFEXITED, WEXITSTATUS
    }

    // These calls return the errno.
    private static void Check(int error, string call)
    {
        if (error != 0) throw new LinuxException(call, error);
    }
}
