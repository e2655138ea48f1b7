namespace Holdfast.Crypto.Native;

/// <summary>An EVP_PKEY of a Diffie-Hellman group.</summary>
internal sealed unsafe class KeyHandle : NativeHandle
{
    private const int KeyPairSelection = 0x87; // EVP_PKEY_KEYPAIR: parameters, private and public key

    private KeyHandle(nint pointer) : base(OpenSsl.Check(pointer, "EVP_PKEY"))
    {
    }

    /// <summary>A fresh key pair; type and group are OpenSSL's names.</summary>
    internal static KeyHandle Generate(string type, string group)
    {
        using KeyContext context = KeyContext.ForType(type);
        OpenSsl.Check(LibCrypto.EVP_PKEY_keygen_init(context.Pointer));
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

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
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
