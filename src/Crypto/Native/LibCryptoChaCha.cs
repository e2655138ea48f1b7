using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>
/// ChaCha20 and Poly1305 below EVP: crypto/chacha.h and crypto/poly1305.h, whose symbols a static libcrypto has. See
/// <see cref="LibCryptoAead"/> for the calls that the garbage collector is not told of.
/// </summary>
internal static unsafe partial class LibCryptoChaCha
{
    private const string Library = "libcrypto";

    /// <param name="output">May be the input.</param>
    /// <param name="key">32 bytes.</param>
    /// <param name="counter">Number of the first block, and the nonce.</param>
    [LibraryImport(Library)]
    internal static partial void ChaCha20_ctr32(byte* output, byte* input, nuint length, byte* key, UInt128* counter);

    [LibraryImport(Library, EntryPoint = nameof(ChaCha20_ctr32)), SuppressGCTransition]
    internal static partial void ChaCha20Short(byte* output, byte* input, nuint length, byte* key, UInt128* counter);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nuint Poly1305_ctx_size();

    /// <param name="key">32 bytes.</param>
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void Poly1305_Init(byte* state, byte* key);

    /// <summary>At most <see cref="LibCryptoAead.ShortLength"/> bytes.</summary>
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void Poly1305_Update(byte* state, byte* input, nuint length);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void Poly1305_Final(byte* state, byte* tag);

    internal static void Update(byte* state, byte* input, int length)
    {
        if (length <= LibCryptoAead.ShortLength)
            Poly1305_Update(state, input, (nuint)length);
        else
            UpdateLong(state, input, (nuint)length);
    }

    [LibraryImport(Library, EntryPoint = nameof(Poly1305_Update))]
    private static partial void UpdateLong(byte* state, byte* input, nuint length);
}
