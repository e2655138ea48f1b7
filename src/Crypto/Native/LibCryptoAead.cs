using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>
/// The calls that each packet takes, with plain pointers and without a class constructor to look for: whoever has a context has
/// been through <see cref="LibCrypto"/>. Results are 1 for success.
/// </summary>
/// <remarks>
/// Those marked with SuppressGCTransition leave out the few nanoseconds that tell the garbage collector of the call; it waits for
/// them instead, should it come just then. They take well below a microsecond, also on a slow board, never block and never call
/// back: a nonce, a tag, or at most <see cref="ShortLength"/> bytes. A whole packet may take tens of microseconds where there
/// are no AES instructions, and goes by <see cref="EVP_CipherUpdate"/>.
/// </remarks>
internal static unsafe partial class LibCryptoAead
{
    /// <summary>The most bytes for <see cref="UpdateShort"/>.</summary>
    internal const int ShortLength = 64;

    private const string Library = "libcrypto";

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(Library)]
    internal static partial int EVP_CipherUpdate(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library, EntryPoint = nameof(EVP_CipherUpdate)), SuppressGCTransition]
    internal static partial int UpdateShort(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int EVP_CipherFinal_ex(nint context, byte* output, int* written);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int EVP_CIPHER_CTX_get_params(nint context, OsslParam* parameters);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int EVP_CIPHER_CTX_set_params(nint context, OsslParam* parameters);
}
