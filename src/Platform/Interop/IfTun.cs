using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/if_tun.h and net/if.h</summary>
internal static class IfTun
{
    public const int TUNSETIFF = 0x400454CA;
    public const int TUNSETOFFLOAD = 0x400454D0;
    public const int TUNSETVNETHDRSZ = 0x400454D8;
    public const uint TUN_F_CSUM = 0x01;
    public const uint TUN_F_TSO4 = 0x02;
    public const uint TUN_F_TSO6 = 0x04;
    public const short IFF_TUN = 0x0001;
    public const short IFF_NO_PI = 0x1000;
    public const short IFF_VNET_HDR = 0x4000;
    public const int IFF_UP = 0x1;
    public const int IFF_RUNNING = 0x40;
    public const int IFNAMSIZ = 16;
}

/// <summary>struct ifreq of net/if.h, as TUNSETIFF reads and writes it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IfReq
{
    public fixed byte ifr_name[IfTun.IFNAMSIZ];
    public short ifr_flags;
    private fixed byte _rest[22];
}
