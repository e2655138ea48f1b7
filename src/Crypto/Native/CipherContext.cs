namespace Holdfast.Crypto.Native;

/// <summary>An EVP_CIPHER_CTX with its key set: each message needs only a new IV. One thread at a time.</summary>
internal sealed class CipherContext : NativeHandle
{
    private const int GetTagCommand = 0x10; // EVP_CTRL_AEAD_GET_TAG
    private const int SetTagCommand = 0x11; // EVP_CTRL_AEAD_SET_TAG

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

    /// <summary>Begins a message. A CBC context must keep its direction, which its key schedule depends on.</summary>
    internal void Start(ReadOnlySpan<byte> iv, bool encrypt) =>
        OpenSsl.Check(LibCrypto.EVP_CipherInit_ex(Pointer, 0, 0, default, iv, encrypt ? 1 : 0));

    internal void Authenticate(ReadOnlySpan<byte> associatedData)
    {
        if (!associatedData.IsEmpty) // with no bytes at all there is nothing to add
            OpenSsl.Check(LibCrypto.EVP_CipherUpdate(Pointer, default, out _, associatedData, associatedData.Length));
    }

    /// <summary>Encrypts or decrypts in place.</summary>
    internal void Transform(Span<byte> data)
    {
        if (data.IsEmpty) // a null output would mean associated data
            return;
        OpenSsl.Check(LibCrypto.EVP_CipherUpdate(Pointer, data, out int written, data, data.Length));
        if (written != data.Length)
            throw new CryptoException("EVP_CipherUpdate held bytes back");
    }

    internal void FinishInto(Span<byte> tag)
    {
        if (!TryFinish())
            OpenSsl.Check(0, nameof(LibCrypto.EVP_CipherFinal_ex));
        OpenSsl.Check(LibCrypto.EVP_CIPHER_CTX_ctrl(Pointer, GetTagCommand, tag.Length, tag));
    }

    /// <summary>Whether the tag is the right one; libcrypto compares in constant time.</summary>
    internal bool TryFinish(ReadOnlySpan<byte> tag)
    {
        OpenSsl.Check(LibCrypto.EVP_CIPHER_CTX_ctrl(Pointer, SetTagCommand, tag.Length, tag));
        if (TryFinish())
            return true;
        OpenSsl.ClearErrors();
        return false;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }

    private bool TryFinish()
    {
        Span<byte> nothing = stackalloc byte[16]; // these modes write no bytes here, but the pointer must not be null
        return LibCrypto.EVP_CipherFinal_ex(Pointer, nothing, out _) > 0;
    }
}
