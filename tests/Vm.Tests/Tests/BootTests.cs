using Holdfast.Vm.Machines;
namespace Holdfast.Vm.Tests;
public sealed class BootTests
{
    [Fact]
    public void Boots()
    {
        foreach (var arch in new[] { Architecture.Amd64 })
        {
        var w = System.Diagnostics.Stopwatch.StartNew();
        using var guest = Guest.Boot(arch, 256);
        TestContext.Current.TestOutputHelper!.WriteLine($"{w.ElapsedMilliseconds} ms");
        w.Restart();
        for (int i = 0; i < 20; i++) { guest.Run("true"); TestContext.Current.TestOutputHelper!.WriteLine($"{w.ElapsedMilliseconds} ms"); }
        TestContext.Current.TestOutputHelper!.WriteLine($"{w.ElapsedMilliseconds} ms");
        w.Restart();
        TestContext.Current.TestOutputHelper!.WriteLine(guest.Check("cat /proc/uptime; uname -a; free -m; echo 'a\\b'"));
        guest.WriteFile("/tmp/x/y", "a \\ b\nc $d 'e'");
        Assert.Equal("a \\ b\nc $d 'e'\n", guest.Check("cat /tmp/x/y"));
        var r = guest.Run("echo a; echo b >&2; exit 3");
        Assert.Equal((3, "a\n", "b\n"), (r.ExitCode, r.Output, r.Error));
        }
    }
}
