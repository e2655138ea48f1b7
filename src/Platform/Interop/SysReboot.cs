using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>sys/reboot.h</summary>
internal static partial class SysReboot
{
    /// <summary>LINUX_REBOOT_CMD_RESTART of reboot(2).</summary>
    public const int RB_AUTOBOOT = 0x01234567;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int reboot(int howto);
}
