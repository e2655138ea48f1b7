using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Another program, in a process group of its own with what it starts. It reads the text that it is given, or nothing; what it
/// says on its standard error is kept, the rest goes nowhere. Its owner looks from time to time whether it is over: that takes no
/// kernel newer than the agent itself wants (a pidfd does), and no handler of SIGCHLD.
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int MostErrorBytes = 4096;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ForKilling = TimeSpan.FromMilliseconds(200);

    private readonly MemoryFile _errors;
    private readonly string _path;
    private readonly int _process;
    private int? _code;

    private ChildProcess(string path, int process, MemoryFile errors) => (_path, _process, _errors) = (path, process, errors);

    /// <summary>The first line that it said on its standard error, without control characters; empty: none.</summary>
    public string Complaint
    {
        get
        {
            string text = _errors.Read().TrimStart();
            int end = text.IndexOf('\n');
            return string.Concat((end < 0 ? text : text[..end]).Where(c => !char.IsControl(c)));
        }
    }

    /// <param name="command">Path of the program, and its arguments.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="keepsOutput">Its standard output is kept as well, by <see cref="Complaint"/>.</param>
    /// <exception cref="LinuxException">ENOENT, EACCES, ...: it could not be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, string? input = null, bool keepsOutput = false)
    {
        using MemoryFile? text = input is null ? null : MemoryFile.Holding(input);
        MemoryFile errors = MemoryFile.Taking(MostErrorBytes);
        try
        {
            using SpawnPlan plan = new(text?.Fd, errors.Fd, keepsOutput);
            return new ChildProcess(command[0], plan.Spawn(command), errors);
        }
        catch
        {
            errors.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether it is over.</summary>
    /// <param name="code">Its exit code; -1: a signal ended it.</param>
    public bool TryEnd(out int code)
    {
        if (_code is null)
            Wait(Spawn.WNOHANG);
        code = _code ?? 0;
        return _code is not null;
    }

    /// <summary>Waits for its end, for as long as this; false: it still runs.</summary>
    public bool TryEndWithin(TimeSpan limit, out int code)
    {
        long end = BootClock.Now() + (limit.Ticks * 100);
        TimeSpan pause = FirstPause;
        while (!TryEnd(out code) && BootClock.Now() < end)
        {
            Thread.Sleep(pause);
            pause = pause < LongestPause ? pause + FirstPause : LongestPause;
        }

        return _code is not null;
    }

    /// <summary>One that still runs is killed, with what it started.</summary>
    public void Dispose()
    {
        if (!TryEnd(out _))
        {
            _ = Spawn.kill(-_process, Spawn.SIGKILL);
            // One that the kernel does not let go of must not hold up us too.
            TryEndWithin(ForKilling, out _);
        }

        _errors.Dispose();
    }

    private int Wait(int options)
    {
        int status, waited;
        do waited = Spawn.waitpid(_process, &status, options);
        while (waited < 0 && errno == EINTR);
        LinuxException.Check(waited, $"wait for {_path}");
        if (waited > 0)
            _code = (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -1; // WIFEXITED, WEXITSTATUS
        return _code ?? 0;
    }
}
