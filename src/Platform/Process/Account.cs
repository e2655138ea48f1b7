using System.Buffers.Text;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The user that the process acts as.</summary>
public static unsafe class Account
{
    private const int NetAdmin = 12, SysBoot = 22; // CAP_NET_ADMIN, CAP_SYS_BOOT of linux/capability.h

    public static uint EffectiveUserId => geteuid();

    /// <summary>Whether it has CAP_NET_ADMIN.</summary>
    public static bool MayAdministerNetwork => Has(NetAdmin);

    /// <summary>Whether it has CAP_SYS_BOOT.</summary>
    public static bool MayReboot => Has(SysBoot);

    /// <summary>Whether it may change what is in a folder; not on a file system that is read-only.</summary>
    public static bool MayWriteTo(string folder)
    {
        fixed (byte* name = CString.Of(folder)) return access(name, W_OK) == 0;
    }

    // proc(5), CapEff
    private static bool Has(int capability)
    {
        ReadOnlySpan<byte> status = FileGuard.ReadAllBytes("/proc/self/status", 16384, out _), title = "\nCapEff:\t"u8;
        int at = status.IndexOf(title);
        return at >= 0
            && Utf8Parser.TryParse(status[(at + title.Length)..], out ulong capabilities, out _, 'x')
            && (capabilities >> capability & 1) != 0;
    }
}
