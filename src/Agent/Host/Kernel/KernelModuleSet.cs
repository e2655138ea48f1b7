using System.Runtime.InteropServices;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The modules that the kernel path is made of. The kernel loads most of them by itself when they are asked for, but of
/// several implementations of a cipher it takes the best of those that are there, and that may be the slowest.
/// </summary>
public static class KernelModuleSet
{
    /// <summary>Of both processors.</summary>
    public static IEnumerable<string> All => [.. Needed, .. FastX64, .. FastArm64];

    private static readonly string[] Needed = ["xfrm_user", "esp4", "esp6", "xfrm_interface"];

    // Of each, those that the processor is not made for are refused.
    private static readonly string[] FastX64 =
        ["aesni_intel", "ghash_clmulni_intel", "chacha_x86_64", "poly1305_x86_64", "sha256_ssse3", "sha512_ssse3"];

    private static readonly string[] FastArm64 =
        ["aes_ce_blk", "ghash_ce", "aes_neon_bs", "chacha_neon", "poly1305_neon", "sha2_ce", "sha256_arm64", "sha512_arm64"];

    /// <summary>All of them together: the event loop waits, and whoever watches it must not take that for a hang.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>Has each loaded where that is permitted, and as long as there is time.</summary>
    public static void Load()
    {
        Instant end = new Instant(BootClock.Now()) + Longest;
        string[] fast = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FastX64 : FastArm64;
        foreach (string name in (string[])[.. Needed, .. fast])
        {
            TimeSpan left = end - new Instant(BootClock.Now());
            if (left > TimeSpan.Zero)
                KernelModules.TryLoad(name, limit: left < KernelModules.Longest ? left : KernelModules.Longest);
        }
    }
}
