using System.Text;
using Holdfast.Host.Setup;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

public sealed class CardTextTests
{
    private const string Text = "{\r\n  \"username\": \"Zoë\"\r\n}\r\n";

    public static readonly TheoryData<string, byte[]> Encodings = new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with its mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 LE with its mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 BE with its mark", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "UTF-16 LE", Encoding.Unicode.GetBytes(Text) },
        { "UTF-16 BE", Encoding.BigEndianUnicode.GetBytes(Text) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void What_editors_write_is_read(string encoding, byte[] raw)
    {
        Assert.True(CardText.TryDecode(raw, out byte[]? text, out _), encoding);
        Assert.Equal(Text, Encoding.UTF8.GetString(text));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', 0xEB, (byte)'}' }, "is not UTF-8 text: save it with that encoding")]
    [InlineData(new byte[] { 0, 0, 0 }, "holds nothing but zeros")]
    [InlineData(new byte[] { 0 }, "holds nothing but zeros")]
    public void What_is_no_text_is_said(byte[] raw, string problem)
    {
        Assert.False(CardText.TryDecode(raw, out _, out string? found));
        Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_break_it()
    {
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] raw = new byte[random.Next(9)];
            random.NextBytes(raw);
            if (i % 3 == 0 && raw.Length > 1)
                raw.AsSpan(0, 2).Fill(i % 2 == 0 ? (byte)0xFF : (byte)0xFE);
            bool isText = CardText.TryDecode(raw, out byte[]? text, out string? problem);
            Assert.Equal(isText, text is not null);
            Assert.Equal(isText, problem is null);
        }
    }

    [Theory]
    [InlineData("{ “gateway”: 1 }", true)]
    [InlineData("{ „gateway“: 1 }", true)]
    [InlineData("{ \"gateway\": 1 }", false)]
    public void Quotes_of_word_processors_are_seen(string text, bool isSeen) =>
        Assert.Equal(isSeen, CardText.HasTypographicQuotes(Encoding.UTF8.GetBytes(text)));
}
