using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// How a program is started: with nothing of ours open but what it is given, with no signal blocked or ignored (what it starts
/// in turn, a daemon perhaps, would inherit that), and with the usual search path for all of its environment.
/// </summary>
internal sealed unsafe class SpawnPlan : IDisposable
{
    private readonly SpawnFileActions[] _actions = GC.AllocateArray<SpawnFileActions>(1, pinned: true);
    private readonly SpawnAttributes[] _attributes = GC.AllocateArray<SpawnAttributes>(1, pinned: true);

    /// <param name="input">Null: it has nothing to read.</param>
    /// <param name="errors">For its standard error.</param>
    /// <param name="keepsOutput">And for its standard output.</param>
    public SpawnPlan(int? input, int errors, bool keepsOutput)
    {
        Check(Interop.Spawn.posix_spawn_file_actions_init(Actions), "posix_spawn_file_actions_init");
        Check(Interop.Spawn.posix_spawnattr_init(Attributes), "posix_spawnattr_init");
        fixed (byte* nowhere = CString.Of("/dev/null"))
        {
            int added = input is { } file
                ? Interop.Spawn.posix_spawn_file_actions_adddup2(Actions, file, 0)
                : Interop.Spawn.posix_spawn_file_actions_addopen(Actions, 0, nowhere, O_RDONLY, 0);
            Check(added, "posix_spawn_file_actions_addopen");
            added = keepsOutput
                ? Interop.Spawn.posix_spawn_file_actions_adddup2(Actions, errors, 1)
                : Interop.Spawn.posix_spawn_file_actions_addopen(Actions, 1, nowhere, O_WRONLY, 0);
            Check(added, "posix_spawn_file_actions_addopen");
            Check(Interop.Spawn.posix_spawn_file_actions_adddup2(Actions, errors, 2), "posix_spawn_file_actions_adddup2");
        }

        // sigset_t: a bit for each signal. The run-time ignores SIGPIPE, a shell SIGINT of what it starts in the background.
        ulong* signals = stackalloc ulong[16];
        new Span<ulong>(signals, 16).Fill(ulong.MaxValue);
        Check(Interop.Spawn.posix_spawnattr_setsigdefault(Attributes, signals), "posix_spawnattr_setsigdefault");
        const short Flags = Interop.Spawn.POSIX_SPAWN_SETPGROUP | Interop.Spawn.POSIX_SPAWN_SETSIGDEF | Interop.Spawn.POSIX_SPAWN_SETSIGMASK;
        Check(Interop.Spawn.posix_spawnattr_setflags(Attributes, Flags), "posix_spawnattr_setflags");
    }

    private SpawnFileActions* Actions => (SpawnFileActions*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _actions[0]);

    private SpawnAttributes* Attributes => (SpawnAttributes*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _attributes[0]);

    /// <summary>Its process id.</summary>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public int Spawn(IReadOnlyList<string> command)
    {
        using Strings arguments = new(command);
        using Strings environment = new(["PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"]);
        int process;
        fixed (byte* path = CString.Of(command[0]))
            Check(Interop.Spawn.posix_spawn(&process, path, Actions, Attributes, arguments.Pointer, environment.Pointer), $"run {command[0]}");
        return process;
    }

    public void Dispose()
    {
        _ = Interop.Spawn.posix_spawn_file_actions_destroy(Actions);
        _ = Interop.Spawn.posix_spawnattr_destroy(Attributes);
    }

    // These calls return the errno.
    private static void Check(int error, string call)
    {
        if (error != 0) throw new LinuxException(call, error);
    }

    /// <summary>As argv and envp have them: an array of pointers with a null at its end.</summary>
    private readonly ref struct Strings
    {
        private readonly nint[] _pointers;

        public Strings(IReadOnlyList<string> texts)
        {
            _pointers = GC.AllocateArray<nint>(texts.Count + 1, pinned: true);
            for (int i = 0; i < texts.Count; i++)
                _pointers[i] = System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        public byte** Pointer => (byte**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _pointers[0]);

        public void Dispose()
        {
            foreach (nint one in _pointers)
                System.Runtime.InteropServices.Marshal.FreeCoTaskMem(one);
        }
    }
}
