using static Holdfast.Platform.Interop.SysReboot;
using static Holdfast.Platform.Interop.Unistd;

namespace Holdfast.Platform;

/// <summary>Reboots the machine by the kernel, at once and without the service manager, which may be what hangs.</summary>
public static class Reboot
{
    /// <summary>A disk that is broken must not keep a machine from its reboot.</summary>
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Writes out what the disks are owed, then reboots. It returns only where a container's kernel takes that for nothing.</summary>
    /// <exception cref="LinuxException">EPERM: without CAP_SYS_BOOT.</exception>
    public static void Now() => Now(sync, reboot, SyncTimeout);

    internal static void Now(Action flush, Func<int, int> restart, TimeSpan patience)
    {
        var flushing = new Thread(() => flush()) { IsBackground = true };
        flushing.Start();
        flushing.Join(patience);
        if (restart(RB_AUTOBOOT) < 0) throw LinuxException.Last("reboot");
    }
}
