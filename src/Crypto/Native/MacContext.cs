using System.Text;

namespace Holdfast.Crypto.Native;

/// <summary>An EVP_MAC_CTX for HMAC (RFC 2104) with its key set. One thread at a time.</summary>
internal sealed unsafe class MacContext : NativeHandle
{
    private MacContext(nint pointer) : base(pointer)
    {
    }

    /// <summary>A context for HMAC over the digest of that OpenSSL name.</summary>
    internal static MacContext CreateHmac(string digestName, ReadOnlySpan<byte> key)
    {
        nint mac = OpenSsl.Check(LibCrypto.EVP_MAC_fetch(0, "HMAC", 0));
        nint pointer = LibCrypto.EVP_MAC_CTX_new(mac); // holds the algorithm itself
        LibCrypto.EVP_MAC_free(mac);
        var context = new MacContext(OpenSsl.Check(pointer, nameof(LibCrypto.EVP_MAC_CTX_new)));
        try
        {
            context.SetKey(digestName, key);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    internal void Append(ReadOnlySpan<byte> data)
    {
        OpenSsl.Check(LibCrypto.EVP_MAC_update(Pointer, data, (nuint)data.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Writes the MAC and begins a new message under the same key.</summary>
    internal void Finish(Span<byte> mac)
    {
        OpenSsl.Check(LibCrypto.EVP_MAC_final(Pointer, mac, out _, (nuint)mac.Length));
        OpenSsl.Check(LibCrypto.EVP_MAC_init(Pointer, default, 0, null));
        GC.KeepAlive(this);
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MAC_CTX_free(handle);
        return true;
    }

    private void SetKey(string digestName, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> nonNull = key.IsEmpty ? [0] : key; // a null key would mean: keep the former one
        byte[] digest = Encoding.UTF8.GetBytes(digestName + '\0');
        fixed (byte* name = "digest"u8, value = digest)
        {
            OsslParam* parameters = stackalloc OsslParam[] { OsslParam.Text(name, value, digest.Length - 1), default };
            OpenSsl.Check(LibCrypto.EVP_MAC_init(Pointer, nonNull, (nuint)key.Length, parameters));
        }
    }
}
