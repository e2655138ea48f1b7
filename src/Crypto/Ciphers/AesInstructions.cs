using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Holdfast.Crypto;

/// <summary>
/// Whether this CPU has instructions for AES, which libcrypto uses then. Without them (Raspberry Pi 4 and older) AES takes several
/// times as long as ChaCha20.
/// </summary>
public static class AesInstructions
{
    public static bool ArePresent => X86Aes.IsSupported || ArmAes.IsSupported;
}
