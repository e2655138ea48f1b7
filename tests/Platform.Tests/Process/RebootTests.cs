using System.Runtime.InteropServices;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

/// <summary>With another call in place of the kernel's.</summary>
public sealed class RebootTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void The_disks_come_first_and_then_a_restart_is_asked_for()
    {
        List<string> calls = [];
        Reboot.Now(() => calls.Add("sync"), how => Note(calls, $"reboot {how:x}", 0), Patience);

        Assert.Equal(["sync", "reboot 1234567"], calls);
        Assert.Equal(0x1234567, SysReboot.RB_AUTOBOOT);
    }

    [Fact]
    public void A_disk_that_never_answers_does_not_keep_it()
    {
        ManualResetEventSlim never = new(); // not disposed: the thread may not have come to it yet
        List<string> calls = [];
        Reboot.Now(never.Wait, _ => Note(calls, "reboot", 0), TimeSpan.Zero);
        never.Set();

        Assert.Equal(["reboot"], calls);
    }

    [Fact]
    public void A_refusal_is_passed_on()
    {
        var failure = Assert.Throws<LinuxException>(() => Reboot.Now(() => { }, _ => Refuse(EPERM), Patience));

        Assert.Equal(("reboot", EPERM), (failure.Call, failure.Errno));
    }

    private static int Note(List<string> calls, string call, int result)
    {
        calls.Add(call);
        return result;
    }

    private static int Refuse(int error)
    {
        Marshal.SetLastPInvokeError(error);
        return -1;
    }
}
