namespace Holdfast.Crypto.Native;

/// <summary>Which signatures on CRLs and OCSP responses are good enough; on certificates OpenSSL's auth level sees to
/// it.</summary>
internal static class SignatureRules
{
    // Numbers of openssl/obj_mac.h.
    private const int Undefined = 0;
    private const int Ed25519 = 1087;
    private const int Pss = 912; // its parameters name the hash
    private static readonly int[] StrongHashes = [672, 673, 674]; // SHA-256, SHA-384, SHA-512

    internal static bool IsStrong(int signatureNid)
    {
        bool known = LibCryptoPaths.OBJ_find_sigid_algs(signatureNid, out int digest, out _) == 1;
        OpenSsl.ClearErrors();
        return known && (digest == Undefined ? signatureNid is Ed25519 or Pss : StrongHashes.Contains(digest));
    }
}
