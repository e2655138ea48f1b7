using Holdfast.Platform;

namespace Holdfast.Tests.Process;

public sealed class KernelModulesTests
{
    [Fact]
    public void A_module_that_does_not_exist_is_not_loaded() =>
        Assert.False(KernelModules.TryLoad("holdfast_no_such_module"));

    /// <summary>A helper that waits, as for a lock that nobody gives back, is waited for no longer than that, and killed.</summary>
    [Fact]
    public void A_helper_that_hangs_holds_nobody_up()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.False(KernelModules.Run(["/bin/sh", "-c", "echo $$ > \"$1\"; exec sleep 600", "sh", file], TimeSpan.FromMilliseconds(300)));

            string id = File.ReadAllText(file).Trim();
            Assert.False(id.Length > 0 && Directory.Exists($"/proc/{id}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("exit 1", false)]
    public void A_helper_that_ends_in_time_says_how_it_went(string script, bool isLoaded) =>
        Assert.Equal(isLoaded, KernelModules.Run(["/bin/sh", "-c", script], TimeSpan.FromSeconds(20)));
}
