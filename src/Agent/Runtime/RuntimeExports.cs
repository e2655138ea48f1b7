using System.Runtime.InteropServices;
using Holdfast.Platform;

namespace Holdfast.Runtime;

/// <summary>
/// The five functions that the .NET base library calls for random bytes and cryptographic errors, defined here so that
/// the linker doesn't take them from .NET's own OpenSSL shim.
/// </summary>
/// <remarks>
/// That shim loads the host's libssl with dlopen on first use. In a static executable this aborts where libssl is absent
/// and corrupts memory where it is present. Should code be added that needs another part of the shim, both are linked and
/// the build fails with a duplicate symbol: use Holdfast.Crypto instead.
/// </remarks>
internal static unsafe class RuntimeExports
{
    private const int Success = 1;
    private const int LargestDigest = 64; // bytes; SHA-512

    /// <summary>Zero: initialised.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CryptoNative_EnsureOpenSslInitialized")]
    internal static int EnsureOpenSslInitialized() => 0;

    /// <summary>Fills <paramref name="buffer"/> from getrandom(2); 1 on success, 0 on failure.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CryptoNative_GetRandomBytes")]
    internal static int GetRandomBytes(byte* buffer, int length)
    {
        try
        {
            Entropy.Fill(new Span<byte>(buffer, length));
            return Success;
        }
        catch (LinuxException)
        {
            return 0;
        }
    }

    /// <summary>EVP_MAX_MD_SIZE.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CryptoNative_GetMaxMdSize")]
    internal static int GetMaxMdSize() => LargestDigest;

    /// <summary>Writes an empty text: there is no error queue.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CryptoNative_ErrErrorStringN")]
    internal static void ErrErrorString(ulong error, byte* text, int length)
    {
        if (length > 0)
            *text = 0;
    }

    /// <summary>Zero: no error is queued.</summary>
    [UnmanagedCallersOnly(EntryPoint = "CryptoNative_ErrGetExceptionError")]
    internal static ulong ErrGetExceptionError(int* isAllocationFailure)
    {
        *isAllocationFailure = 0;
        return 0;
    }
}
