using System.Runtime.InteropServices;
using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The modules that the kernel path is made of. The kernel loads most of them by itself when they are asked for, but of
/// several implementations of a cipher it takes the best of those that are there, and that may be the slowest.
/// </summary>
public static class KernelModuleSet
{
    private const string Interface = "xfrm_interface";

    private static readonly string[] Needed = ["xfrm_user", "esp4", "esp6", Interface];

    // Of each, those that the processor is not made for are refused.
    private static readonly string[] FastX64 =
        ["aesni_intel", "ghash_clmulni_intel", "chacha_x86_64", "poly1305_x86_64", "sha256_ssse3", "sha512_ssse3"];

    private static readonly string[] FastArm64 =
        ["aes_ce_blk", "ghash_ce", "aes_neon_bs", "chacha_neon", "poly1305_neon", "sha2_ce", "sha256_arm64", "sha512_arm64"];

    /// <summary>Of both processors.</summary>
    public static IEnumerable<string> All => [.. Needed, .. FastX64, .. FastArm64];

    /// <summary>Has each loaded where that is permitted.</summary>
    public static void Load()
    {
        foreach (string name in Needed)
            KernelModules.TryLoad(name);
        foreach (string name in RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FastX64 : FastArm64)
            KernelModules.TryLoad(name);
    }

    /// <summary>Those too that are needed only where others are missing, for a process that can't load them later.</summary>
    public static void LoadAll()
    {
        Load();
        if (!KernelModules.TryLoad(Interface))
            DeadEnd.LoadModule();
    }
}
