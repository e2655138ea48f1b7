using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Host.Update;

/// <summary>What a builder's signature says: which executable this is. One line, as BSD's sha256 writes it.</summary>
/// <param name="architecture">As .NET's runtime identifiers have it, without what C library it is for: the executable brings its own.</param>
/// <param name="digest">SHA-256 of the file.</param>
public sealed class SignedRelease(string version, string architecture, byte[] digest)
{
    private const string Prefix = "SHA256 (holdfast-", Linux = "-linux-", Musl = "musl-", Middle = ") = ";
    private const int DigestLength = 32;

    public string Version => version;

    public string Architecture => architecture;

    public ReadOnlySpan<byte> Digest => digest;

    /// <summary>Of <c>SHA256 (holdfast-0.2.0-linux-arm64) = …</c> and a line end; anything else is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out SignedRelease? release)
    {
        release = null;
        string text = Encoding.ASCII.GetString(message);
        int middle = text.IndexOf(Middle, StringComparison.Ordinal);
        if (middle < 0 || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.Length != middle + Middle.Length + (2 * DigestLength) + 1 || text[^1] != '\n')
            return false;
        string name = text[Prefix.Length..middle];
        int end = name.LastIndexOf(Linux, StringComparison.Ordinal);
        if (end < 0 || !ReleaseVersion.IsOne(name[..end]))
            return false;
        string target = name[(end + Linux.Length)..];
        target = target.StartsWith(Musl, StringComparison.Ordinal) ? target[Musl.Length..] : target;
        byte[] digest = new byte[DigestLength];
        if (target.Length == 0 || !target.All(char.IsAsciiLetterOrDigit)
            || Convert.FromHexString(text.AsSpan(middle + Middle.Length, 2 * DigestLength), digest, out _, out _) != OperationStatus.Done)
            return false;
        release = new SignedRelease(name[..end], target, digest);
        return true;
    }
}
