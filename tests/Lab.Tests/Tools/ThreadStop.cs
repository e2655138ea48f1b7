using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Holdfast.Lab.Tools;

/// <summary>
/// Stops one thread of another process, as a debugger does (ptrace(2)), while its others run on. In a process of its own, as what a
/// debugger hears of a child is not for .NET's own ears; Dispose ends it.
/// </summary>
public sealed partial class ThreadStop : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // PTRACE_SEIZE, PTRACE_INTERRUPT of sys/ptrace.h; it waits (__WALL) for the stop, and for the end, which the parent hears of after it.
    private const string Debugger = """
        $| = 1; my ($ptrace, $thread) = (int $ARGV[0], int $ARGV[1]);
        syscall($ptrace, 0x4206, $thread, 0, 0) == 0 or die "seize: $!\n";
        syscall($ptrace, 0x4207, $thread, 0, 0) == 0 or die "interrupt: $!\n";
        waitpid($thread, 0x40000000) == $thread or die "wait: $!\n";
        print "stopped\n";
        waitpid($thread, 0x40000000);
        """;

    private readonly BackgroundProcess _debugger;

    /// <exception cref="LabException">Not allowed here.</exception>
    public ThreadStop(int thread)
    {
        var number = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? 117 : 101; // of the system call, asm/unistd.h
        string[] arguments = [number.ToString(CultureInfo.InvariantCulture), thread.ToString(CultureInfo.InvariantCulture)];
        _debugger = BackgroundProcess.Start(["perl", "-e", Debugger, .. arguments]);
        _debugger.WaitForLine(Stopped(), Patience);
    }

    public void Dispose() => _debugger.Dispose();

    [GeneratedRegex("^stopped$")]
    private static partial Regex Stopped();
}
