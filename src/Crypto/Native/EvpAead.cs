using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>
/// An EVP_CIPHER_CTX of an AEAD with its key set, which serves both directions: each message needs only its nonce. One thread at
/// a time.
/// </summary>
internal sealed unsafe class EvpAead : NativeHandle, IAeadContext
{
    private EvpAead() : base(OpenSsl.Check(LibCrypto.EVP_CIPHER_CTX_new()))
    {
    }

    /// <summary>A context for the AEAD of that OpenSSL name; the key has its length.</summary>
    internal static EvpAead Create(string cipherName, ReadOnlySpan<byte> key)
    {
        var context = new EvpAead();
        nint cipher = LibCrypto.EVP_CIPHER_fetch(0, cipherName, 0);
        try
        {
            OpenSsl.Check(cipher, nameof(LibCrypto.EVP_CIPHER_fetch));
            OpenSsl.Check(LibCrypto.EVP_CipherInit_ex(context.Pointer, cipher, 0, key, default, 1));
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

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        fixed (byte* iv = nonce, associated = associatedData, bytes = data, mac = tag)
        {
            nint context = Pointer;
            OpenSsl.Check(LibCryptoAead.EVP_CipherInit_ex(context, 0, 0, null, iv, 1));
            Process(context, associated, associatedData.Length, bytes, data.Length);
            if (!IsFinished(context))
                OpenSsl.Check(0, nameof(LibCryptoAead.EVP_CipherFinal_ex));
            TagParameter parameter = new(mac);
            OpenSsl.Check(LibCryptoAead.EVP_CIPHER_CTX_get_params(context, (OsslParam*)&parameter));
        }

        GC.KeepAlive(this);
    }

    /// <summary>libcrypto compares in constant time.</summary>
    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        bool isAuthentic;
        fixed (byte* iv = nonce, associated = associatedData, bytes = data, mac = tag)
        {
            nint context = Pointer;
            OpenSsl.Check(LibCryptoAead.EVP_CipherInit_ex(context, 0, 0, null, iv, 0));
            TagParameter parameter = new(mac);
            OpenSsl.Check(LibCryptoAead.EVP_CIPHER_CTX_set_params(context, (OsslParam*)&parameter));
            Process(context, associated, associatedData.Length, bytes, data.Length);
            isAuthentic = IsFinished(context);
        }

        if (!isAuthentic)
            OpenSsl.ClearErrors();
        GC.KeepAlive(this);
        return isAuthentic;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_CTX_free(handle);
        return true;
    }

    /// <summary>Associated data first. Of either there may be none: no output means associated data to the call.</summary>
    private static void Process(nint context, byte* associated, int associatedLength, byte* data, int length)
    {
        int written;
        if (associatedLength > 0)
            OpenSsl.Check(Update(context, null, &written, associated, associatedLength));
        if (length == 0)
            return;
        OpenSsl.Check(Update(context, data, &written, data, length));
        if (written != length)
            throw new CryptoException("EVP_CipherUpdate held bytes back");
    }

    private static int Update(nint context, byte* output, int* written, byte* input, int length) =>
        length <= LibCryptoAead.ShortLength
            ? LibCryptoAead.UpdateShort(context, output, written, input, length)
            : LibCryptoAead.EVP_CipherUpdate(context, output, written, input, length);

    private static bool IsFinished(nint context)
    {
        UInt128 nothing; // these modes write no bytes here, but the pointer must not be null
        int written;
        return LibCryptoAead.EVP_CipherFinal_ex(context, (byte*)&nothing, &written) > 0;
    }

    /// <summary>A list of one parameter, "tag": where the tag is read from, or written to. EVP_CIPHER_CTX_ctrl does the same, slower.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TagParameter(byte* tag)
    {
        // A literal stays where it is.
        private readonly OsslParam _tag = OsslParam.Octets(
            (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("tag"u8)), tag, Aead.TagLength);

        private readonly OsslParam _end;
    }
}
