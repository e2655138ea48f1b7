using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;

namespace Holdfast.Config;

/// <summary>
/// A password, or a pre-shared key as text, as strongSwan writes it: "0x" and hexadecimal digits, "0s" and base64, anything else is
/// the key itself in UTF-8. No message ever quotes it.
/// </summary>
public static class SecretText
{
    public const int MaxLength = 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryDecode(
        string text, [NotNullWhen(true)] out SecretBytes? secret, [NotNullWhen(false)] out string? problem)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        bool decoded = TryDecode(utf8, out secret, out problem);
        CryptographicOperations.ZeroMemory(utf8);
        return decoded;
    }

    /// <summary>A password: the text itself, in UTF-8.</summary>
    public static bool TryTake(
        string text, [NotNullWhen(true)] out SecretBytes? secret, [NotNullWhen(false)] out string? problem)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        bool isTaken = TryTake(utf8, out secret, out problem);
        CryptographicOperations.ZeroMemory(utf8);
        return isTaken;
    }

    /// <summary>
    /// The content of a secretFile or passwordFile: one line, its line end and a byte order mark are not part of the secret.
    /// </summary>
    /// <param name="isPassword">Taken as it is, not decoded.</param>
    public static bool TryReadFile(
        ReadOnlySpan<byte> content, bool isPassword,
        [NotNullWhen(true)] out SecretBytes? secret,
        [NotNullWhen(false)] out string? problem)
    {
        if (content.StartsWith(ByteOrderMark)) content = content[ByteOrderMark.Length..];
        if (content.EndsWith("\n"u8)) content = content[..^1];
        if (content.EndsWith("\r"u8)) content = content[..^1];
        return isPassword ? TryTake(content, out secret, out problem) : TryDecode(content, out secret, out problem);
    }

    private static bool TryTake(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out SecretBytes? secret,
        [NotNullWhen(false)] out string? problem)
    {
        problem = CheckText(text);
        secret = problem is null ? SecretBytes.CopyOf(text) : null;
        return problem is null;
    }

    private static bool TryDecode(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out SecretBytes? secret,
        [NotNullWhen(false)] out string? problem)
    {
        secret = null;
        problem = CheckText(text);
        if (problem is not null) return false;
        Span<byte> decoded = stackalloc byte[MaxLength];
        int length = Decode(text, decoded, out problem);
        if (problem is null) secret = SecretBytes.CopyOf(decoded[..length]);
        CryptographicOperations.ZeroMemory(decoded);
        return secret is not null;
    }

    private static string? CheckText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return "is empty";
        if (text.Length > MaxLength) return $"is longer than {MaxLength} bytes";
        foreach (byte b in text)
            if (b is < 0x20 or 0x7F)
                return $"holds the control character U+{b:X4}; write a binary key as \"0x…\" or \"0s…\"";
        return null;
    }

    private static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out string? problem)
    {
        problem = null;
        if (text.StartsWith("0x"u8))
        {
            OperationStatus status = Convert.FromHexString(text[2..], decoded, out _, out int length);
            if (status == OperationStatus.Done && length > 0) return length;
            problem = "starts with 0x but is not hexadecimal; it takes pairs of the digits 0-9, a-f after it";
            return 0;
        }
        if (text.StartsWith("0s"u8))
        {
            OperationStatus status = Base64.DecodeFromUtf8(text[2..], decoded, out _, out int length);
            if (status == OperationStatus.Done && length > 0) return length;
            problem = "starts with 0s but is not base64; it takes base64 with its padding after it";
            return 0;
        }
        text.CopyTo(decoded);
        return text.Length;
    }
}
