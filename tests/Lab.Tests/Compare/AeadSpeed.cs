using System.Runtime.InteropServices;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>How fast the libcrypto that the agent is built with seals packets, one after the other.</summary>
public static unsafe partial class AeadSpeed
{
    public const int PacketBytes = 1420;

    private const string Library = "libcrypto";
    private const int GetTag = 0x10, TagBytes = 16, NonceBytes = 12, AadBytes = 8, MostKeyBytes = 32, Batch = 200;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.3);

    /// <returns>Bytes a second, on one core.</returns>
    public static double Measure(string cipher)
    {
        var algorithm = EVP_CIPHER_fetch(0, cipher == "aes128gcm16" ? "AES-128-GCM" : "ChaCha20-Poly1305", null);
        var context = EVP_CIPHER_CTX_new();
        try
        {
            Span<byte> key = stackalloc byte[MostKeyBytes];
            fixed (byte* pointer = key)
                Check(EVP_EncryptInit_ex2(context, algorithm, pointer, null, 0));
            return Speed.Best(Enough, Batch * PacketBytes, () => Seal(context));
        }
        finally
        {
            EVP_CIPHER_CTX_free(context);
            EVP_CIPHER_free(algorithm);
        }
    }

    private static void Seal(nint context)
    {
        var packet = stackalloc byte[PacketBytes + TagBytes];
        var nonce = stackalloc byte[NonceBytes];
        for (var number = 0; number < Batch; number++)
        {
            *(int*)nonce = number;
            var done = EVP_EncryptInit_ex2(context, 0, null, nonce, 0)
                & EVP_EncryptUpdate(context, null, out _, nonce, AadBytes)
                & EVP_EncryptUpdate(context, packet, out _, packet, PacketBytes)
                & EVP_EncryptFinal_ex(context, packet + PacketBytes, out _)
                & EVP_CIPHER_CTX_ctrl(context, GetTag, TagBytes, packet + PacketBytes);
            Check(done);
        }
    }

    private static void Check(int result)
    {
        if (result != 1)
            throw new LabException("libcrypto does not seal");
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint EVP_CIPHER_fetch(nint library, string name, string? properties);

    [LibraryImport(Library)]
    private static partial void EVP_CIPHER_free(nint algorithm);

    [LibraryImport(Library)]
    private static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_CIPHER_CTX_free(nint context);

    // Without the run-time's change of mode, which would be counted too.
    [LibraryImport(Library), SuppressGCTransition]
    private static partial int EVP_EncryptInit_ex2(nint context, nint algorithm, byte* key, byte* nonce, nint parameters);

    [LibraryImport(Library), SuppressGCTransition]
    private static partial int EVP_EncryptUpdate(nint context, byte* output, out int length, byte* input, int inputLength);

    [LibraryImport(Library), SuppressGCTransition]
    private static partial int EVP_EncryptFinal_ex(nint context, byte* output, out int length);

    [LibraryImport(Library), SuppressGCTransition]
    private static partial int EVP_CIPHER_CTX_ctrl(nint context, int command, int length, byte* value);
}
