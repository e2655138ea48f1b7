using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", -1)]
    [InlineData("test -z \"$HOME\" && echo unseen && read line", 1)]
    public void A_program_runs_to_its_end(string script, int expected)
    {
        using ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", script]);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal(expected, code);
    }

    [Fact]
    public void What_it_makes_is_for_all_to_read_whatever_mask_we_have()
    {
        const ushort OwnerOnly = 0x3F; // 0077
        Tmds.Linux.mode_t before = umask(OwnerOnly), after;
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(["/bin/sh", "-c", "umask >&2"]);
        }
        finally
        {
            after = umask(before);
        }

        using (child)
        {
            Assert.True(child.TryEndWithin(Patience, out _));
            Assert.Equal(("0022", OwnerOnly), (child.Complaint, (ushort)after));
        }
    }

    [Fact]
    public void A_program_that_is_not_there_is_an_error() =>
        Assert.Equal(ENOENT, Assert.Throws<LinuxException>(() => ChildProcess.Start(["/no/such", "a", "b"])).Errno);

    [Fact]
    public void It_reads_what_it_is_given_to_the_last_byte()
    {
        string text = string.Concat(Enumerable.Repeat("nameserver 10.20.0.53\n", 10_000));
        using ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", "test \"$(wc -c)\" -eq \"$1\"", "sh", $"{text.Length}"], text);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal(0, code);
    }

    [Fact]
    public void The_first_line_of_its_complaint_is_kept_and_no_control_character_of_it()
    {
        using ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", "echo seen by nobody; printf 'no \\033[1mlink\\r\\nmore\\n' >&2; exit 3"]);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal((3, "no [1mlink"), (code, child.Complaint));
    }

    [Fact]
    public void What_it_prints_is_kept_where_that_is_wanted()
    {
        using ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", "echo holdfast 0.2.0; echo more"], keepsOutput: true);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal((0, "holdfast 0.2.0"), (code, child.Complaint));
    }

    [Fact]
    public void One_that_complains_without_end_takes_no_memory_for_it()
    {
        using ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x >&2; exit 0"]);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal((0, 4096), (code, child.Complaint.Length));
    }

    [Fact]
    public void One_that_does_not_end_is_killed_with_what_it_started()
    {
        string file = Path.GetTempFileName();
        ChildProcess child = ChildProcess.Start(["/bin/sh", "-c", "sleep 600 & echo $! > \"$1\"; wait", "sh", file]);
        string id = WaitForContent(file);
        Assert.False(child.TryEnd(out _));
        child.Dispose();

        Assert.True(SpinWait.SpinUntil(() => !IsAlive(id), Patience), $"process {id} is still there");
        File.Delete(file);
    }

    [Fact]
    public void No_signal_is_blocked_or_ignored_in_it()
    {
        using ChildProcess child = ChildProcess.Start(
            ["/bin/sh", "-c", "grep -E '^Sig(Blk|Ign)' /proc/self/status | grep -qv '0000000000000000$' && exit 1; exit 0"]);

        Assert.True(child.TryEndWithin(Patience, out int code));
        Assert.Equal(0, code);
    }

    private static string WaitForContent(string file)
    {
        string content = "";
        Assert.True(SpinWait.SpinUntil(() => (content = File.ReadAllText(file).TrimEnd('\n')).Length > 0, Patience));
        return content;
    }

    /// <summary>A zombie that nobody has reaped is dead all the same.</summary>
    private static bool IsAlive(string id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
