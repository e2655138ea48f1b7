namespace Holdfast.Crypto.Native;

/// <summary>A STACK_OF(...) of objects that others own.</summary>
internal sealed class NativeStack : NativeHandle
{
    internal NativeStack(IEnumerable<NativeHandle> items) : base(OpenSsl.Check(LibCryptoX509.OPENSSL_sk_new_null()))
    {
        foreach (NativeHandle item in items)
            OpenSsl.Check(LibCryptoX509.OPENSSL_sk_push(Pointer, item.Pointer));
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoX509.OPENSSL_sk_free(handle);
        return true;
    }
}
