using System.Text;

namespace Holdfast.Ike.Eap;

/// <summary>Text of the gateway's, made fit for one line of the log.</summary>
public static class EapText
{
    private const int MostOctets = 200;

    public static string Of(ReadOnlySpan<byte> text)
    {
        string read = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostOctets)]);
        return string.Concat(read.Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c));
    }
}
