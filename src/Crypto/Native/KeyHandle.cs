namespace Holdfast.Crypto.Native;

/// <summary>An EVP_PKEY of a Diffie-Hellman group or of ML-KEM.</summary>
internal sealed unsafe class KeyHandle : NativeHandle
{
    private const int KeyPairSelection = 0x87; // EVP_PKEY_KEYPAIR: parameters, private and public key
    private const int PublicKeySelection = 0x86; // EVP_PKEY_PUBLIC_KEY: parameters and public key

    private KeyHandle(nint pointer) : base(OpenSsl.Check(pointer, "EVP_PKEY"))
    {
    }

    /// <summary>A fresh key pair; type and group are OpenSSL's names. ML-KEM has no groups.</summary>
    internal static KeyHandle Generate(string type, string? group)
    {
        using KeyContext context = KeyContext.ForType(type);
        OpenSsl.Check(LibCrypto.EVP_PKEY_keygen_init(context.Pointer));
        if (group is not null)
            OpenSsl.Check(LibCrypto.EVP_PKEY_CTX_set_group_name(context.Pointer, group));
        nint key = 0;
        OpenSsl.Check(LibCrypto.EVP_PKEY_generate(context.Pointer, ref key));
        return new KeyHandle(key);
    }

    /// <summary>A private key without its public half; the number has its highest byte first.</summary>
    internal static KeyHandle Import(string type, string group, ReadOnlySpan<byte> privateKey)
    {
        using KeyContext context = KeyContext.ForType(type);
        using SecretBytes reversed = SecretBytes.CopyOf(privateKey);
        reversed.Span.Reverse();
        byte[] groupName = System.Text.Encoding.UTF8.GetBytes(group + '\0');
        OpenSsl.Check(LibCrypto.EVP_PKEY_fromdata_init(context.Pointer));
        nint key = 0;
        fixed (byte* groupKey = "group"u8, privateKeyKey = "priv"u8, name = groupName, number = reversed.Span)
        {
            OsslParam* parameters = stackalloc OsslParam[]
            {
                OsslParam.Text(groupKey, name, group.Length),
                OsslParam.Number(privateKeyKey, number, privateKey.Length),
                default,
            };
            OpenSsl.Check(LibCrypto.EVP_PKEY_fromdata(context.Pointer, ref key, KeyPairSelection, parameters));
        }
        return new KeyHandle(key);
    }

    /// <summary>An encapsulation key of ML-KEM; null where it is not valid.</summary>
    internal static KeyHandle? TryImportKem(string type, ReadOnlySpan<byte> encapsulationKey) =>
        TryImportOctets(type, "pub"u8, encapsulationKey, PublicKeySelection);

    /// <summary>The key pair of ML-KEM that the seed d | z makes (FIPS 203 section 7.1); for known answers.</summary>
    internal static KeyHandle ImportKemSeed(string type, ReadOnlySpan<byte> seed) =>
        TryImportOctets(type, "seed"u8, seed, KeyPairSelection) ?? throw new CryptoException("an ML-KEM seed was refused");

    /// <summary>Writes the public value in OpenSSL's encoding, which has exactly this length.</summary>
    internal void ExportPublicValue(Span<byte> encoded)
    {
        OpenSsl.Check(LibCrypto.EVP_PKEY_get_octet_string_param(
            Pointer, "encoded-pub-key", encoded, (nuint)encoded.Length, out nuint written));
        if (written != (nuint)encoded.Length)
            throw new CryptoException($"a public value of {written} bytes, not {encoded.Length}");
    }

    /// <summary>The peer's public key in this key's group; null unless it is a point of the curve, or 1 &lt; y &lt; p-1
    /// (RFC 6989 2.1, 2.3). The curves have no small subgroup, and the MODP groups only that of p-1, so no more is to
    /// be checked.</summary>
    internal KeyHandle? TryImportPeer(ReadOnlySpan<byte> encoded)
    {
        var peer = new KeyHandle(LibCrypto.EVP_PKEY_new());
        try
        {
            OpenSsl.Check(LibCrypto.EVP_PKEY_copy_parameters(peer.Pointer, Pointer));
            if (LibCrypto.EVP_PKEY_set1_encoded_public_key(peer.Pointer, encoded, (nuint)encoded.Length) > 0)
                return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
        peer.Dispose();
        OpenSsl.ClearErrors();
        return null;
    }

    /// <summary>Fills the destination with the shared secret, padded on the left where numbers vary.</summary>
    internal void Derive(KeyHandle peer, bool padded, Span<byte> secret)
    {
        using KeyContext context = KeyContext.ForKey(this);
        OpenSsl.Check(LibCrypto.EVP_PKEY_derive_init(context.Pointer));
        if (padded)
            OpenSsl.Check(LibCrypto.EVP_PKEY_CTX_set_dh_pad(context.Pointer, 1));
        OpenSsl.Check(LibCrypto.EVP_PKEY_derive_set_peer_ex(context.Pointer, peer.Pointer, validate: 0));
        nuint length = (nuint)secret.Length;
        OpenSsl.Check(LibCrypto.EVP_PKEY_derive(context.Pointer, secret, ref length));
        if (length != (nuint)secret.Length)
            throw new CryptoException($"a shared secret of {length} bytes, not {secret.Length}");
    }

    /// <summary>A fresh secret for the holder of this encapsulation key, and the ciphertext that takes it there.</summary>
    internal void Encapsulate(Span<byte> ciphertext, Span<byte> secret)
    {
        using KeyContext context = KeyContext.ForKey(this);
        OpenSsl.Check(LibCryptoKem.EVP_PKEY_encapsulate_init(context.Pointer, 0));
        nuint length = (nuint)ciphertext.Length, secretLength = (nuint)secret.Length;
        OpenSsl.Check(LibCryptoKem.EVP_PKEY_encapsulate(context.Pointer, ciphertext, ref length, secret, ref secretLength));
        if (length != (nuint)ciphertext.Length || secretLength != (nuint)secret.Length)
            throw new CryptoException($"a ciphertext of {length} bytes, not {ciphertext.Length}");
    }

    /// <summary>The secret in a ciphertext of the right length; any other one if it was not made for this key.</summary>
    internal bool TryDecapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret)
    {
        using KeyContext context = KeyContext.ForKey(this);
        OpenSsl.Check(LibCryptoKem.EVP_PKEY_decapsulate_init(context.Pointer, 0));
        nuint length = (nuint)secret.Length;
        if (LibCryptoKem.EVP_PKEY_decapsulate(context.Pointer, secret, ref length, ciphertext, (nuint)ciphertext.Length) > 0)
            return length == (nuint)secret.Length;
        OpenSsl.ClearErrors();
        return false;
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }

    private static KeyHandle? TryImportOctets(string type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets, int selection)
    {
        using KeyContext context = KeyContext.ForType(type);
        OpenSsl.Check(LibCrypto.EVP_PKEY_fromdata_init(context.Pointer));
        nint key = 0;
        fixed (byte* parameterName = name, value = octets)
        {
            OsslParam* parameters = stackalloc OsslParam[] { OsslParam.Octets(parameterName, value, octets.Length), default };
            if (LibCrypto.EVP_PKEY_fromdata(context.Pointer, ref key, selection, parameters) > 0)
                return new KeyHandle(key);
        }
        OpenSsl.ClearErrors();
        return null;
    }

    /// <summary>An EVP_PKEY_CTX: one operation with a key.</summary>
    private sealed class KeyContext : NativeHandle
    {
        private KeyContext(nint pointer) : base(OpenSsl.Check(pointer, "EVP_PKEY_CTX"))
        {
        }

        internal static KeyContext ForType(string type) => new(LibCrypto.EVP_PKEY_CTX_new_from_name(0, type, 0));

        internal static KeyContext ForKey(KeyHandle key) =>
            new(LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, key.Pointer, 0));

        protected override bool ReleaseHandle()
        {
            LibCrypto.EVP_PKEY_CTX_free(handle);
            return true;
        }
    }
}
