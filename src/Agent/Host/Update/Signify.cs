using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto;

namespace Holdfast.Host.Update;

/// <summary>
/// The files of OpenBSD's signify(1), which OpenWrt's usign reads and writes too: a comment that nobody vouches for, a line of base64, and in a
/// signature with its message embedded (<c>signify -S -e</c>) that message.
/// </summary>
public static class Signify
{
    /// <summary>Of either file.</summary>
    public const int MostBytes = 4096;

    private const int MostComment = 1024; // as signify has it
    private const int NumberLength = 8, KeyLength = 32, SignatureLength = 64;

    private static ReadOnlySpan<byte> Comment => "untrusted comment: "u8;

    private static ReadOnlySpan<byte> Algorithm => "Ed"u8;

    /// <summary>Algorithm, number and key, as <see cref="TryVerify"/> wants it. False: the file is no public key.</summary>
    public static bool TryReadKey(ReadOnlySpan<byte> file, [NotNullWhen(true)] out byte[]? key) =>
        TryRead(file, KeyLength, out key, out ReadOnlySpan<byte> rest) && rest.IsEmpty;

    /// <summary>The message of a signature file, if its signature is right.</summary>
    /// <param name="problem">Why it is not, as the end of a sentence.</param>
    public static bool TryVerify(
        ReadOnlySpan<byte> file, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> message, [NotNullWhen(false)] out string? problem)
    {
        problem = !TryRead(file, SignatureLength, out byte[]? signature, out message) ? "is no signature with its message in it (signify -S -e)"
            : !Number(signature).SequenceEqual(Number(key)) ? $"is by key {Convert.ToHexStringLower(Number(signature))}, and not by {Convert.ToHexStringLower(Number(key))}"
            : !Verifies(Value(key), message, Value(signature)) ? "has a wrong signature"
            : null;
        if (problem is not null)
            message = default;
        return problem is null;
    }

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> content) => content.Slice(Algorithm.Length, NumberLength);

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> content) => content[(Algorithm.Length + NumberLength)..];

    private static bool Verifies(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!PublicKey.TryImportEd25519(key, out PublicKey? imported))
            return false;
        using (imported)
            return imported.Verify(SignatureAlgorithm.Ed25519, message, signature);
    }

    /// <param name="valueLength">Of what follows algorithm and number.</param>
    /// <param name="rest">What follows the line.</param>
    private static bool TryRead(ReadOnlySpan<byte> file, int valueLength, [NotNullWhen(true)] out byte[]? content, out ReadOnlySpan<byte> rest)
    {
        content = null;
        rest = file;
        if (file.Length > MostBytes || !TryLine(ref rest, out ReadOnlySpan<byte> comment) || !comment.StartsWith(Comment)
            || comment.Length > MostComment || !TryLine(ref rest, out ReadOnlySpan<byte> line))
            return false;
        byte[] decoded = new byte[Algorithm.Length + NumberLength + valueLength];
        bool isWhole = line.Length == Base64.GetMaxEncodedToUtf8Length(decoded.Length)
            && Base64.DecodeFromUtf8(line, decoded, out _, out int written) == OperationStatus.Done && written == decoded.Length
            && decoded.AsSpan().StartsWith(Algorithm);
        content = isWhole ? decoded : null;
        return isWhole;
    }

    private static bool TryLine(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        int end = rest.IndexOf((byte)'\n');
        line = end < 0 ? default : rest[..end];
        rest = rest[(end + 1)..];
        return end >= 0;
    }
}
