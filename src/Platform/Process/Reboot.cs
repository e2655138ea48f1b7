using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.SysReboot;
using static Holdfast.Platform.Interop.Unistd;

namespace Holdfast.Platform;

/// <summary>
/// Reboots the machine by the kernel, at once and without the service manager, which may be what hangs. Without CAP_SYS_BOOT, as in a
/// service that is shut in, systemd is asked to.
/// </summary>
public static class Reboot
{
    private const int FirstProcess = 1;
    private const int RebootSignal = 34 + 5; // SIGRTMIN+5 of systemd(1): starts reboot.target

    /// <summary>A disk that is broken must not keep a machine from its reboot.</summary>
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether <see cref="Now()"/> would be refused for want of a privilege.</summary>
    public static bool IsForbidden => !Account.MayReboot && !MayAskSystemd;

    private static bool MayAskSystemd => Account.EffectiveUserId == 0 && InitSystem.IsSystemd;

    /// <summary>
    /// Writes out what the disks are owed, then reboots. It returns where systemd does it, and where a container's kernel takes it for nothing.
    /// </summary>
    /// <exception cref="LinuxException">EPERM: without CAP_SYS_BOOT, and without systemd.</exception>
    public static void Now() => Now(sync, Account.MayReboot || !MayAskSystemd ? reboot : AskSystemd, SyncTimeout);

    internal static void Now(Action flush, Func<int, int> restart, TimeSpan patience)
    {
        var flushing = new Thread(() => flush()) { IsBackground = true };
        flushing.Start();
        flushing.Join(patience);
        if (restart(RB_AUTOBOOT) < 0) throw LinuxException.Last("reboot");
    }

    private static int AskSystemd(int how) => Spawn.kill(FirstProcess, RebootSignal);
}
