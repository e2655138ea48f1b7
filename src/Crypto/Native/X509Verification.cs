using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>One run of X509_verify_cert, which builds the path and judges it (RFC 5280 6).</summary>
/// <param name="Error">X509_V_OK (0) or an X509_V_ERR_ number.</param>
/// <param name="Culprit">The certificate that the error is about; null if there is none.</param>
/// <param name="Chain">From the leaf to the anchor, as far as it was built.</param>
internal readonly record struct X509Verification(int Error, Certificate? Culprit, IReadOnlyList<Certificate> Chain)
{
    internal const int InvalidCall = 69; // X509_V_ERR_INVALID_CALL

    // The run of this thread that wants the revocation of one certificate only.
    [ThreadStatic]
    private static nint CurrentContext;

    [ThreadStatic]
    private static int CurrentDepth;

    /// <summary>Without regard to revocation.</summary>
    internal static X509Verification Run(X509Store store, Certificate leaf, IReadOnlyList<Certificate> others) =>
        Run(store, leaf, others, [], crlDepth: -1);

    /// <summary>With the CRLs that the store's flags ask for, where only those that judge the certificate at this depth
    /// matter: what is unknown or revoked elsewhere on the path is passed over.</summary>
    internal static unsafe X509Verification Run(
        X509Store store, Certificate leaf, IReadOnlyList<Certificate> others, IReadOnlyList<CrlHandle> crls,
        int crlDepth)
    {
        using var context = new Context();
        using var untrusted = new NativeStack(others.Select(other => other.Handle));
        using var lists = new NativeStack(crls);
        OpenSsl.Check(LibCryptoPaths.X509_STORE_CTX_init(
            context.Pointer, store.Pointer, leaf.Handle.Pointer, untrusted.Pointer));
        LibCryptoPaths.X509_STORE_CTX_set0_crls(context.Pointer, lists.Pointer);
        LibCryptoPaths.X509_STORE_CTX_set_verify_cb(context.Pointer, &Decide);
        (CurrentContext, CurrentDepth) = (context.Pointer, crlDepth);
        bool valid = LibCryptoPaths.X509_verify_cert(context.Pointer) == 1;
        CurrentContext = 0;
        int error = LibCryptoPaths.X509_STORE_CTX_get_error(context.Pointer);
        Certificate? culprit = Copy(LibCryptoPaths.X509_STORE_CTX_get_current_cert(context.Pointer));
        IReadOnlyList<Certificate> chain = CopyChain(LibCryptoPaths.X509_STORE_CTX_get0_chain(context.Pointer));
        OpenSsl.ClearErrors();
        GC.KeepAlive((leaf, others, crls));
        return new X509Verification(valid ? 0 : error == 0 ? InvalidCall : error, culprit, chain);
    }

    // The path to a CRL's own signer is validated in a context of its own, where every fault counts.
    [UnmanagedCallersOnly]
    private static int Decide(int ok, nint context)
    {
        if (ok != 0 || context != CurrentContext || CurrentDepth < 0)
            return ok;
        bool isElsewhere = LibCryptoPaths.X509_STORE_CTX_get_error_depth(context) != CurrentDepth;
        PathFault fault = PathErrors.FaultOf(LibCryptoPaths.X509_STORE_CTX_get_error(context));
        return isElsewhere && fault is (PathFault.Revoked or PathFault.RevocationUnknown) ? 1 : 0;
    }

    private static List<Certificate> CopyChain(nint stack)
    {
        var chain = new List<Certificate>();
        int count = stack == 0 ? 0 : LibCryptoX509.OPENSSL_sk_num(stack);
        for (int i = 0; i < count; i++)
        {
            if (Copy(LibCryptoX509.OPENSSL_sk_value(stack, i)) is { } certificate)
                chain.Add(certificate);
        }
        return chain;
    }

    private static unsafe Certificate? Copy(nint certificate) =>
        certificate != 0
        && Certificate.TryParse(Asn1.Encode(certificate, LibCryptoX509.i2d_X509), out Certificate? copy, out _)
            ? copy
            : null;

    private sealed class Context : NativeHandle
    {
        internal Context() : base(OpenSsl.Check(LibCryptoPaths.X509_STORE_CTX_new()))
        {
        }

        protected override bool ReleaseHandle()
        {
            LibCryptoPaths.X509_STORE_CTX_free(handle);
            return true;
        }
    }
}
