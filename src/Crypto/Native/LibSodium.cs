using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>What NSec does not expose of libsodium.</summary>
internal static partial class LibSodium
{
    [LibraryImport("libsodium")]
    internal static partial nint sodium_version_string();
}
