using System.Runtime.InteropServices;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>The versions of the native libraries that run, which are those that were linked.</summary>
public static class LibraryVersions
{
    private const int FullVersionString = 7; // OPENSSL_FULL_VERSION_STRING, openssl/crypto.h

    /// <summary>Such as <c>3.5.4</c>.</summary>
    public static string OpenSsl => Text(LibCrypto.OpenSSL_version(FullVersionString));

    /// <summary>Such as <c>1.0.22</c>.</summary>
    public static string Sodium => Text(LibSodium.sodium_version_string());

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
