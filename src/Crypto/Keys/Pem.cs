using System.Text;

namespace Holdfast.Crypto;

/// <summary>Public values in the textual encoding of RFC 7468. Not for secrets.</summary>
public static class Pem
{
    private const int LineLength = 64;

    /// <summary>Such as <c>CERTIFICATE</c> or <c>CERTIFICATE REQUEST</c>; ends with a line end.</summary>
    public static string Encode(string label, ReadOnlySpan<byte> der)
    {
        string text = Convert.ToBase64String(der);
        var pem = new StringBuilder($"-----BEGIN {label}-----\n");
        for (int start = 0; start < text.Length; start += LineLength)
            pem.Append(text, start, Math.Min(LineLength, text.Length - start)).Append('\n');
        return pem.Append($"-----END {label}-----\n").ToString();
    }
}
