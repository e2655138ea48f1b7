using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class RestartTests
{
    private const string Role = "HOLDFAST_RESTART_TEST", First = "first", Second = "second";

    private static readonly string[] Arguments = ["one", "", "two words", "\u00fc"];

    /// <summary>This program is the one that starts itself anew, in a process of its own.</summary>
    [ModuleInitializer]
    internal static void Play()
    {
        string? role = Environment.GetEnvironmentVariable(Role);
        if (role is null)
            return;
        Console.WriteLine($"{role} {Environment.ProcessId} {string.Join('|', Environment.GetCommandLineArgs()[1..])}");
        if (role == First)
        {
            EnvironmentBlock.Put(Role, Encoding.ASCII.GetBytes(Second));
            Restart.Now();
        }

        Environment.Exit(0);
    }

    [Fact]
    public void The_process_becomes_the_same_program_with_the_same_arguments_and_what_was_put_into_its_environment()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, Arguments) { RedirectStandardOutput = true };
        start.Environment[Role] = First;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();

        string rest = $"{process.Id} {string.Join('|', Arguments)}";
        Assert.Equal([$"{First} {rest}", $"{Second} {rest}"], lines);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void What_can_not_be_run_leaves_the_process_as_it_is()
    {
        var failure = Assert.Throws<LinuxException>(() => Restart.Run("/proc/self/none", "a\0"u8.ToArray()));

        Assert.Equal(ENOENT, failure.Errno);
    }

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("a\0", new[] { 0 })]
    [InlineData("ab\0\0c\0", new[] { 0, 3, 4 })]
    [InlineData("ab\0cut", new[] { 0 })]
    public void Arguments_are_found_by_their_ends(string text, int[] starts) =>
        Assert.Equal(starts, Restart.Starts(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_boot_has_a_name_that_stays()
    {
        Assert.Matches("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", BootId.Read());
        Assert.Equal(BootId.Read(), BootId.Read());
    }
}
