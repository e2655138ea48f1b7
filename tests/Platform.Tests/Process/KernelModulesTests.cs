using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class KernelModulesTests
{
    [Fact]
    public void A_module_that_does_not_exist_is_not_loaded() =>
        Assert.False(KernelModules.TryLoad("holdfast_no_such_module"));

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", -1)]
    [InlineData("test -z \"$HOME\" && echo unseen && read line", 1)]
    public void A_program_runs_to_its_end(string script, int expected) =>
        Assert.Equal(expected, ChildProcess.Run("/bin/sh", "-c", script));

    [Fact]
    public void A_program_that_is_not_there_is_an_error() =>
        Assert.Equal(ENOENT, Assert.Throws<LinuxException>(() => ChildProcess.Run("/no/such", "a", "b")).Errno);
}
