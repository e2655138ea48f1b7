using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Platform;

namespace Holdfast.Tests.Sandbox;

/// <summary>
/// What a process can do no more, in a process of its own: this program shuts itself in and becomes another that tries. That one is made by the
/// C compiler, as the run-time here makes code while it runs, which the filter forbids.
/// </summary>
public sealed class SandboxTests : IDisposable
{
    private const string Role = "HOLDFAST_SANDBOX_TEST", Filter = "filter", Privilege = "privileges", Nothing = "nothing";

    private const string Attempts = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <sched.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/mount.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static void say(const char *what, long result) { printf("%s %d\n", what, result < 0 ? errno : 0); }
        int main(void) {
            void *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            say("getpid", getpid());
            say("wx", (long)mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == -1 ? -1 : 0);
            say("mprotect", mprotect(page, 4096, PROT_READ | PROT_EXEC));
            say("unshare", unshare(CLONE_FILES));
            say("inet", socket(AF_INET, SOCK_DGRAM, 0));
            say("packet", socket(AF_PACKET, SOCK_RAW, 0));
            say("acct", syscall(SYS_acct, 0));
            say("personality", syscall(SYS_personality, 0xffffffff));
            say("new", syscall(9999));
            pid_t child = fork();
            if (child == 0) _exit(0);
            say("fork", waitpid(child, 0, 0));
            return 0;
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ModuleInitializer]
    internal static void Play()
    {
        string? role = Environment.GetEnvironmentVariable(Role);
        if (role is null)
            return;
        string[] command = Environment.GetCommandLineArgs()[1..];
        byte[] arguments = Encoding.UTF8.GetBytes(string.Concat(command.Select(word => word + "\0")));
        try
        {
            Restart.Run("/proc/self/none", arguments); // so that all of it is compiled
        }
        catch (LinuxException)
        {
            // As it should be.
        }

        int error = 0;
        if (role == Filter)
            error = CallFilter.TryInstall();
        if (role == Privilege)
        {
            Privileges.ForbidNew();
            Privileges.KeepOnly(CapabilitySet.Tunnel);
        }

        if (error == 0)
            Restart.Run(command[0], arguments);
        Environment.Exit(100 + error);
    }

    [Fact]
    public void Denied_calls_fail_and_nothing_is_killed()
    {
        string program = Compile();
        Dictionary<string, int> free = Results(Run(Nothing, program)), shut = Results(Run(Filter, program));

        Assert.Equal((0, 0, 0, 0), (free["wx"], free["mprotect"], free["unshare"], free["personality"]));
        Assert.Equal((1, 1, 1, 1, 1), (shut["wx"], shut["mprotect"], shut["unshare"], shut["personality"], shut["acct"])); // EPERM
        Assert.Equal((97, 38), (shut["packet"], shut["new"])); // EAFNOSUPPORT, ENOSYS
        Assert.Equal((0, 0, 0), (shut["getpid"], shut["inet"], shut["fork"]));
    }

    [Fact]
    public void What_it_starts_is_shut_in_too()
    {
        string status = Run(Filter, "/bin/sh", "-c", "cat /proc/self/status");

        Assert.Contains("\nSeccomp:\t2\n", status, StringComparison.Ordinal);
        Assert.Contains("\nNoNewPrivs:\t1\n", status, StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_are_gone_for_good()
    {
        Needs.That(Privileges.MayGiveUp, "this wants CAP_SETPCAP");
        string status = Run(Privilege, "/bin/sh", "-c", "cat /proc/self/status");
        ulong left = Privileges.Bounding.Bits & CapabilitySet.Tunnel.Bits;

        foreach (string set in new[] { "CapPrm", "CapEff", "CapBnd" })
            Assert.Contains($"\n{set}:\t{left:x16}\n", status, StringComparison.Ordinal);
        foreach (string set in new[] { "CapInh", "CapAmb" })
            Assert.Contains($"\n{set}:\t{0:x16}\n", status, StringComparison.Ordinal);
        Assert.Contains("\nNoNewPrivs:\t1\n", status, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_alone_can_give_up_its_own()
    {
        Needs.That(Privileges.MayGiveUp, "this wants CAP_SETPCAP");
        CapabilitySet before = Privileges.Effective;
        OwnThread.Run(() =>
        {
            Privileges.KeepOnly(CapabilitySet.Tunnel);
            Assert.Equal(before.Bits & CapabilitySet.Tunnel.Bits, Privileges.Effective.Bits);
            Assert.False(Privileges.MayGiveUp);
            Assert.Throws<LinuxException>(() => Privileges.KeepOnly(default));
        });

        Assert.Equal(before, Privileges.Effective);
    }

    private string Compile()
    {
        string source = _directory.File("attempts.c", Attempts), program = _directory["attempts"];
        Needs.That(File.Exists("/usr/bin/cc"), "there is no cc here");
        using System.Diagnostics.Process compiler = System.Diagnostics.Process.Start("/usr/bin/cc", ["-o", program, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }

    private static Dictionary<string, int> Results(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(words => words[0], words => int.Parse(words[1]));

    private static string Run(string role, params string[] command)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, command) { RedirectStandardOutput = true };
        start.Environment[Role] = role;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {output}");
        return output;
    }
}
