using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Holdfast.Host.Setup;

/// <summary>Text as the editors of PCs leave it, made UTF-8 without a byte order mark; line ends are JSON's affair.</summary>
public static class CardText
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> LittleEndianMark => [0xFF, 0xFE];

    private static ReadOnlySpan<byte> BigEndianMark => [0xFE, 0xFF];

    /// <param name="text">A copy, which the caller clears.</param>
    public static bool TryDecode(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out byte[]? text, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!raw.IsEmpty && !raw.ContainsAnyExcept((byte)0))
            problem = "holds nothing but zeros, as when a card is pulled out before all is written: copy the file once more, and eject the card before you take it out";
        text = problem is not null ? null
            : raw.StartsWith(Utf8Mark) ? raw[Utf8Mark.Length..].ToArray()
            : raw.StartsWith(LittleEndianMark) ? FromUtf16(raw[2..], Encoding.Unicode)
            : raw.StartsWith(BigEndianMark) ? FromUtf16(raw[2..], Encoding.BigEndianUnicode)
            : raw is [not 0, 0, ..] ? FromUtf16(raw, Encoding.Unicode)
            : raw is [0, not 0, ..] ? FromUtf16(raw, Encoding.BigEndianUnicode)
            : raw.ToArray();
        if (text is not null && !Utf8.IsValid(text))
            (text, problem) = (null, "is not UTF-8 text: save it with that encoding (in Notepad: Save as, Encoding: UTF-8)");
        return text is not null;
    }

    /// <summary>Word processors and telephones write quotes that JSON does not know.</summary>
    public static bool HasTypographicQuotes(ReadOnlySpan<byte> text) =>
        text.IndexOf("“"u8) >= 0 || text.IndexOf("”"u8) >= 0 || text.IndexOf("„"u8) >= 0;

    private static byte[] FromUtf16(ReadOnlySpan<byte> raw, Encoding encoding)
    {
        char[] characters = new char[encoding.GetCharCount(raw)];
        encoding.GetChars(raw, characters);
        byte[] text = Encoding.UTF8.GetBytes(characters);
        Array.Clear(characters);
        return text;
    }
}
