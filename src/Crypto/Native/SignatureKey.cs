using System.Text;

namespace Holdfast.Crypto.Native;

/// <summary>An EVP_PKEY that signs or verifies. Its operations may run on several threads at once.</summary>
internal sealed unsafe class SignatureKey : NativeHandle
{
    private const int Pkcs1Padding = 1; // RSA_PKCS1_PADDING
    private const int PssPadding = 6;   // RSA_PKCS1_PSS_PADDING

    /// <summary>Takes the reference over.</summary>
    internal SignatureKey(nint pointer) : base(OpenSsl.Check(pointer, "EVP_PKEY"))
    {
    }

    /// <summary>In bits: of the modulus or of the field.</summary>
    internal int Bits => LibCryptoKeys.EVP_PKEY_get_bits(Pointer);

    /// <summary>OpenSSL's name of the curve; empty if it has none.</summary>
    internal string GroupName
    {
        get
        {
            Span<byte> name = stackalloc byte[64];
            bool known = LibCryptoKeys.EVP_PKEY_get_group_name(Pointer, name, (nuint)name.Length, out nuint length) > 0;
            OpenSsl.ClearErrors();
            return known ? Encoding.ASCII.GetString(name[..(int)length]) : "";
        }
    }

    /// <summary>Whether the curve came as numbers and not by its name.</summary>
    internal bool HasExplicitCurve
    {
        get
        {
            bool known = LibCryptoKeys.EVP_PKEY_get_int_param(Pointer, "decoded-from-explicit", out int value) > 0;
            OpenSsl.ClearErrors();
            return known && value != 0;
        }
    }

    /// <summary>A fresh key pair of this OpenSSL type, with what the setting asks of an EVP_PKEY_CTX.</summary>
    internal static SignatureKey Generate(string type, Func<nint, int> setting)
    {
        nint context = OpenSsl.Check(LibCrypto.EVP_PKEY_CTX_new_from_name(0, type, 0));
        try
        {
            nint key = 0;
            OpenSsl.Check(LibCrypto.EVP_PKEY_keygen_init(context));
            OpenSsl.Check(setting(context));
            OpenSsl.Check(LibCrypto.EVP_PKEY_generate(context, ref key));
            return new SignatureKey(key);
        }
        finally
        {
            LibCrypto.EVP_PKEY_CTX_free(context);
        }
    }

    /// <summary>A SubjectPublicKeyInfo in DER, and nothing after it; null if it is none that OpenSSL knows.</summary>
    internal static SignatureKey? TryImportPublic(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        fixed (byte* start = subjectPublicKeyInfo)
        {
            byte* position = start;
            var length = new System.Runtime.InteropServices.CLong(subjectPublicKeyInfo.Length);
            nint key = start == null ? 0 : LibCryptoKeys.d2i_PUBKEY_ex(0, ref position, length, 0, 0);
            OpenSsl.ClearErrors();
            if (key == 0)
                return null;
            var imported = new SignatureKey(key);
            if (position == start + subjectPublicKeyInfo.Length)
                return imported;
            imported.Dispose();
            return null;
        }
    }

    internal byte[] ExportPublic()
    {
        int length = LibCryptoKeys.i2d_PUBKEY(Pointer, null);
        OpenSsl.Check(length, nameof(LibCryptoKeys.i2d_PUBKEY));
        byte[] der = new byte[length];
        fixed (byte* start = der)
        {
            byte* position = start;
            OpenSsl.Check(LibCryptoKeys.i2d_PUBKEY(Pointer, &position));
        }
        GC.KeepAlive(this);
        return der;
    }

    internal bool IsA(string name) => LibCryptoKeys.EVP_PKEY_is_a(Pointer, name) > 0;

    /// <summary>Bits of one of the key's numbers ("n", "e"), and whether it is odd; zero if there is none.</summary>
    internal (int Bits, bool IsOdd) Number(string name)
    {
        nint number = 0;
        if (LibCryptoKeys.EVP_PKEY_get_bn_param(Pointer, name, ref number) <= 0)
        {
            OpenSsl.ClearErrors();
            return default;
        }
        (int, bool) facts = (LibCryptoKeys.BN_num_bits(number), LibCryptoKeys.BN_is_odd(number) > 0);
        LibCryptoKeys.BN_free(number);
        return facts;
    }

    /// <summary>The signature in OpenSSL's encoding: ECDSA's is DER.</summary>
    internal byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> data)
    {
        using var context = new DigestContext();
        OpenSsl.Check(LibCryptoKeys.EVP_DigestSignInit_ex(
            context.Pointer, out nint keyContext, scheme.DigestName, 0, 0, Pointer, 0));
        if (!SetPadding(keyContext, scheme))
            OpenSsl.Check(0, nameof(LibCryptoKeys.EVP_PKEY_CTX_set_rsa_padding));
        byte[] signature = new byte[LibCryptoKeys.EVP_PKEY_get_size(Pointer)];
        nuint length = (nuint)signature.Length;
        OpenSsl.Check(LibCryptoKeys.EVP_DigestSign(context.Pointer, signature, ref length, data, (nuint)data.Length));
        GC.KeepAlive(this);
        return length == (nuint)signature.Length ? signature : signature[..(int)length];
    }

    internal bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var context = new DigestContext();
        bool right = LibCryptoKeys.EVP_DigestVerifyInit_ex(
                context.Pointer, out nint keyContext, scheme.DigestName, 0, 0, Pointer, 0) > 0
            && SetPadding(keyContext, scheme)
            && LibCryptoKeys.EVP_DigestVerify(
                context.Pointer, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
        OpenSsl.ClearErrors();
        GC.KeepAlive(this);
        return right;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }

    private static bool SetPadding(nint context, SignatureScheme scheme) => scheme.Family switch
    {
        SignatureFamily.RsaPkcs1 => LibCryptoKeys.EVP_PKEY_CTX_set_rsa_padding(context, Pkcs1Padding) > 0,
        SignatureFamily.RsaPss => LibCryptoKeys.EVP_PKEY_CTX_set_rsa_padding(context, PssPadding) > 0
            && LibCryptoKeys.EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, scheme.DigestName!, 0) > 0
            && LibCryptoKeys.EVP_PKEY_CTX_set_rsa_pss_saltlen(context, scheme.SaltLength) > 0,
        _ => true,
    };

    private sealed class DigestContext : NativeHandle
    {
        internal DigestContext() : base(OpenSsl.Check(LibCryptoKeys.EVP_MD_CTX_new()))
        {
        }

        protected override bool ReleaseHandle()
        {
            LibCryptoKeys.EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
