using Holdfast.Host.Loop;
using Holdfast.Host.Names;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class CommandRunnerTests
{
    [Theory]
    [InlineData("test \"$(cat)\" = \"nameserver 10.20.0.53\"", null)]
    [InlineData("echo 'no such link' >&2; exit 1", "no such link")]
    [InlineData("exit 4", "ended with code 4")]
    [InlineData("kill -9 $$", "ended by a signal")]
    public void A_program_runs_beside_the_loop(string script, string? expected)
    {
        using EventLoop loop = new();
        CommandRunner runner = new(loop);
        string? problem = "none called";
        runner.Start(Shell(script), outcome =>
        {
            problem = outcome;
            loop.Stop();
        });
        Assert.Equal("none called", problem);
        loop.Run();

        AssertOutcome(script, expected, problem);
        AssertOutcome(script, expected, runner.Run(Shell(script)));
        Assert.Equal(Holdfast.Time.Instant.Never, runner.NextDeadline);
    }

    [Fact]
    public void One_that_hangs_is_killed_and_the_next_one_runs()
    {
        using EventLoop loop = new();
        CommandRunner runner = new(loop);
        List<string?> problems = [];
        runner.Start(Shell("sleep 600") with { Limit = TimeSpan.Zero }, outcome =>
        {
            problems.Add(outcome);
            runner.Start(Shell("exit 0"), next =>
            {
                problems.Add(next);
                loop.Stop();
            });
        });
        loop.Run();

        Assert.Equal(["/bin/sh -c sleep 600: did not end within 0 s", null], problems);
        Assert.Equal("/bin/sh -c sleep 600: did not end within 0 s", runner.Run(Shell("sleep 600") with { Limit = TimeSpan.Zero }));
    }

    [Fact]
    public void One_that_can_not_be_started_is_a_problem_and_no_exception()
    {
        using EventLoop loop = new();
        string? problem = null;
        new CommandRunner(loop).Start(new NameCommand(["/no/such"]), outcome => problem = outcome);

        Assert.StartsWith("run /no/such: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void At_the_end_the_one_that_runs_is_waited_for_and_each_that_follows()
    {
        using EventLoop loop = new();
        CommandRunner runner = new(loop);
        List<string?> problems = [];
        runner.Start(Shell("exit 0"), outcome =>
        {
            problems.Add(outcome);
            runner.Start(Shell("exit 2"), problems.Add);
        });
        runner.Finish();

        Assert.Equal([null, "/bin/sh -c exit 2: ended with code 2"], problems);
    }

    private static NameCommand Shell(string script) =>
        new(["/bin/sh", "-c", script], "nameserver 10.20.0.53\n") { Limit = TimeSpan.FromSeconds(20) };

    private static void AssertOutcome(string script, string? expected, string? problem) =>
        Assert.Equal(expected is null ? null : $"/bin/sh -c {script}: {expected}", problem);
}
