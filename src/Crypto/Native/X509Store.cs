using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An X509_STORE: the anchors, and the rules by which paths to them are judged.</summary>
internal sealed class X509Store : NativeHandle
{
    /// <summary>X509_V_FLAG_CRL_CHECK, _CRL_CHECK_ALL, _EXTENDED_CRL_SUPPORT and _USE_DELTAS: every certificate needs a
    /// CRL, also an indirect or partial one, or one that is signed by a key of its own.</summary>
    internal const uint CheckCrls = 0x4 | 0x8 | 0x1000 | 0x2000;

    private const uint PolicyCheck = 0x80;     // X509_V_FLAG_POLICY_CHECK: policy constraints hold (RFC 5280 6.1)
    private const uint PartialChain = 0x80000; // X509_V_FLAG_PARTIAL_CHAIN: every certificate in the store is an anchor
    private const int AnyPolicy = 746;         // NID_any_policy: the user asks for none in particular
    private const int Depth = 10;              // intermediate certificates
    private const int AuthLevel = 2;           // 112 bits: no MD5, no SHA-1, no RSA below 2048

    // X509_V_FLAG_X509_STRICT is not set: what it adds are duties of CAs (key identifiers, criticality) that no
    // validation depends on and that small private CAs neglect. An intermediate needs its basic constraints without it.
    internal X509Store(IEnumerable<Certificate> anchors, DateTimeOffset at, uint flags)
        : base(OpenSsl.Check(LibCryptoPaths.X509_STORE_new()))
    {
        foreach (Certificate anchor in anchors)
            OpenSsl.Check(LibCryptoPaths.X509_STORE_add_cert(Pointer, anchor.Handle.Pointer));
        nint rules = LibCryptoPaths.X509_STORE_get0_param(Pointer);
        OpenSsl.Check(LibCryptoPaths.X509_VERIFY_PARAM_set_flags(
            rules, new CULong(PolicyCheck | PartialChain | flags)));
        OpenSsl.Check(LibCryptoPaths.X509_VERIFY_PARAM_add0_policy(rules, LibCryptoPaths.OBJ_nid2obj(AnyPolicy)));
        LibCryptoPaths.X509_VERIFY_PARAM_set_depth(rules, Depth);
        LibCryptoPaths.X509_VERIFY_PARAM_set_auth_level(rules, AuthLevel);
        LibCryptoPaths.X509_VERIFY_PARAM_set_time(rules, new CLong((nint)at.ToUnixTimeSeconds()));
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoPaths.X509_STORE_free(handle);
        return true;
    }
}
