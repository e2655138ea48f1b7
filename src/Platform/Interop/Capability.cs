using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/capability.h</summary>
internal static unsafe partial class Capability
{
    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    public const int CAP_CHOWN = 0;
    public const int CAP_DAC_OVERRIDE = 1;
    public const int CAP_DAC_READ_SEARCH = 2;
    public const int CAP_FOWNER = 3;
    public const int CAP_FSETID = 4;
    public const int CAP_KILL = 5;
    public const int CAP_SETGID = 6;
    public const int CAP_SETUID = 7;
    public const int CAP_SETPCAP = 8;
    public const int CAP_NET_BIND_SERVICE = 10;
    public const int CAP_NET_ADMIN = 12;
    public const int CAP_NET_RAW = 13;
    public const int CAP_IPC_LOCK = 14;
    public const int CAP_SYS_MODULE = 16;
    public const int CAP_SYS_BOOT = 22;

    /// <param name="datap">Two: of the lower and of the upper 32 capabilities.</param>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int capset(CapUserHeader* hdrp, CapUserData* datap);
}

/// <summary>struct __user_cap_header_struct; pid 0 is the calling thread</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapUserHeader
{
    public uint version;
    public int pid;
}

/// <summary>struct __user_cap_data_struct</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapUserData
{
    public uint effective;
    public uint permitted;
    public uint inheritable;
}
