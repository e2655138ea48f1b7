using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/watchdog.h</summary>
internal static class Watchdog
{
    public const uint WDIOC_GETSUPPORT = 0x80285700;
    public const uint WDIOC_SETTIMEOUT = 0xC0045706;
    public const uint WDIOC_GETTIMEOUT = 0x80045707;
    public const uint WDIOF_MAGICCLOSE = 0x0100;
}

/// <summary>struct watchdog_info of linux/watchdog.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WatchdogInfo
{
    public uint options;
    public uint firmware_version;
    public fixed byte identity[32];
}
