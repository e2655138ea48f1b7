using System.Buffers.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Capability;
using static Holdfast.Platform.Interop.Prctl;

namespace Holdfast.Platform;

/// <summary>What the process may do, and giving it up. Capabilities belong to a thread, so only execve(2) takes them from all.</summary>
public static unsafe class Privileges
{
    /// <summary>What it can use now; nothing where the kernel does not say.</summary>
    public static CapabilitySet Effective => new(Status("CapEff:\t"u8));

    /// <summary>What it, and whatever it starts, can ever have.</summary>
    public static CapabilitySet Bounding => new(Status("CapBnd:\t"u8));

    /// <summary>Whether <see cref="KeepOnly"/> would not be refused.</summary>
    public static bool MayGiveUp => Effective.Has(CAP_SETPCAP);

    /// <summary>No program that it starts can have more than it has itself.</summary>
    public static bool HasNoNew => Status("NoNewPrivs:\t"u8) == 1;

    /// <summary>System calls are filtered, by itself or by whoever started it.</summary>
    public static bool IsFiltered => Status("Seccomp:\t"u8) == 2;

    /// <summary>
    /// Keeps no more than these: this thread at once, what it becomes by execve(2) as a whole. The way back is closed for both.
    /// </summary>
    /// <exception cref="LinuxException">EPERM: without CAP_SETPCAP.</exception>
    public static void KeepOnly(CapabilitySet kept)
    {
        CapabilitySet excess = Bounding.Without(kept), effective = new(Effective.Bits & kept.Bits);
        for (int i = 0; i < 64; i++)
        {
            if (excess.Has(i))
                LinuxException.Check(prctl(PR_CAPBSET_DROP, (nuint)i, 0, 0, 0), "prctl PR_CAPBSET_DROP");
        }

        _ = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); // Linux 4.3
        CapUserHeader header = new() { version = _LINUX_CAPABILITY_VERSION_3 };
        CapUserData* halves = stackalloc CapUserData[2];
        for (int half = 0; half < 2; half++)
        {
            uint bits = (uint)(effective.Bits >> (32 * half));
            halves[half] = new CapUserData { effective = bits, permitted = bits };
        }

        LinuxException.Check(capset(&header, halves), "capset");
    }

    /// <summary>From here on execve(2) gives no privilege (PR_SET_NO_NEW_PRIVS). Of this thread, and of what it starts.</summary>
    public static void ForbidNew() => LinuxException.Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl PR_SET_NO_NEW_PRIVS");

    // proc(5): a line "Name:\tvalue", hexadecimal for capabilities, a digit for the others.
    private static ulong Status(ReadOnlySpan<byte> title)
    {
        try
        {
            ReadOnlySpan<byte> status = FileGuard.ReadAllBytes("/proc/thread-self/status", 16384, out _);
            int at = status.IndexOf(title);
            return at > 0 && status[at - 1] == '\n' && Utf8Parser.TryParse(status[(at + title.Length)..], out ulong value, out _, 'x') ? value : 0;
        }
        catch (LinuxException)
        {
            return 0; // no /proc
        }
    }
}
