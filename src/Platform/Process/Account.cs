using System.Buffers.Text;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The user that the process acts as.</summary>
public static class Account
{
    private const int NetAdmin = 12; // CAP_NET_ADMIN of linux/capability.h

    public static uint EffectiveUserId => geteuid();

    /// <summary>Whether it has CAP_NET_ADMIN (proc(5), CapEff).</summary>
    public static bool MayAdministerNetwork
    {
        get
        {
            ReadOnlySpan<byte> status = FileGuard.ReadAllBytes("/proc/self/status", 16384, out _), title = "\nCapEff:\t"u8;
            int at = status.IndexOf(title);
            return at >= 0
                && Utf8Parser.TryParse(status[(at + title.Length)..], out ulong capabilities, out _, 'x')
                && (capabilities >> NetAdmin & 1) != 0;
        }
    }
}
