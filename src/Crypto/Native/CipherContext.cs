namespace Holdfast.Crypto.Native;

/// <summary>An EVP_CIPHER_CTX of a cipher that authenticates nothing, with its key set. One thread at a time.</summary>
internal sealed class CipherContext : NativeHandle
{
    private CipherContext() : base(OpenSsl.Check(LibCrypto.EVP_CIPHER_CTX_new()))
    {
    }

    /// <summary>A context for the cipher of that OpenSSL name; the key has the cipher's length.</summary>
    internal static CipherContext Create(string cipherName, ReadOnlySpan<byte> key, bool encrypt, nint library = 0)
    {
        var context = new CipherContext();
        nint cipher = LibCrypto.EVP_CIPHER_fetch(library, cipherName, 0);
        try
        {
            OpenSsl.Check(cipher, nameof(LibCrypto.EVP_CIPHER_fetch));
            OpenSsl.Check(LibCrypto.EVP_CipherInit_ex(context.Pointer, cipher, 0, key, default, encrypt ? 1 : 0));
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
        finally
        {
            LibCrypto.EVP_CIPHER_free(cipher);
        }
    }

    internal void DisablePadding() => OpenSsl.Check(LibCrypto.EVP_CIPHER_CTX_set_padding(Pointer, 0));

    /// <summary>Begins a message. The direction must stay that of the key, whose schedule depends on it.</summary>
    internal void Start(ReadOnlySpan<byte> iv, bool encrypt) =>
        OpenSsl.Check(LibCrypto.EVP_CipherInit_ex(Pointer, 0, 0, default, iv, encrypt ? 1 : 0));

    /// <summary>Encrypts or decrypts in place.</summary>
    internal void Transform(Span<byte> data)
    {
        if (data.IsEmpty)
            return;
        OpenSsl.Check(LibCrypto.EVP_CipherUpdate(Pointer, data, out int written, data, data.Length));
        if (written != data.Length)
            throw new CryptoException("EVP_CipherUpdate held bytes back");
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }
}
