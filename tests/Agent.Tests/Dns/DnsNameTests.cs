using Holdfast.Host.Dns;
using Xunit;

namespace Holdfast.Tests.Dns;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("gw.example.org")]
    [InlineData("gw.example.org.")]
    public void Text_becomes_labels(string text)
    {
        Assert.True(DnsName.TryParse(text, out DnsName? name));
        Assert.Equal("\u0002gw\u0007example\u0003org\0"u8.ToArray(), name.Wire.ToArray());
        Assert.Equal("gw.example.org", name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("ä.example")]
    [InlineData("1.2.3.4")]
    [InlineData("a.-b")]
    public void What_is_no_host_name_is_refused(string text) => Assert.False(DnsName.TryParse(text, out _));

    [Fact]
    public void Lengths_are_bounded()
    {
        string label = new('a', 63);
        Assert.True(DnsName.TryParse($"{label}.{label}.{label}.{new string('a', 61)}", out DnsName? name));
        Assert.Equal(DnsName.MaxLength, name.Wire.Length);
        Assert.False(DnsName.TryParse($"{label}.{label}.{label}.{new string('a', 62)}", out _));
        Assert.False(DnsName.TryParse(label + "a", out _));
    }

    [Fact]
    public void Pointers_are_followed_and_the_offset_ends_behind_the_first()
    {
        byte[] message = [.. DnsAnswers.Name("example.org"), .. "\u0002gw"u8, 0xC0, 0, .. "\u0003vpn"u8, 0xC0, 13, 9];
        int offset = 18;
        Assert.True(DnsName.TryRead(message, ref offset, out DnsName? name));
        Assert.Equal("vpn.gw.example.org", name.ToString());
        Assert.Equal(message.Length - 1, offset);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 }, 0)]                   // to itself
    [InlineData(new byte[] { 0xC0, 2, 0xC0, 0 }, 2)]          // to each other
    [InlineData(new byte[] { 1, 97, 0xC0, 0 }, 0)]            // to the start of its own labels
    [InlineData(new byte[] { 1, 97, 0xC0, 0 }, 2)]            // by way of labels back to itself
    [InlineData(new byte[] { 0xC0, 2, 0 }, 0)]                // forward
    [InlineData(new byte[] { 0xC0, 9 }, 0)]                   // out of the message
    [InlineData(new byte[] { 0, 0xC0 }, 1)]                   // cut in two
    [InlineData(new byte[] { 0x40, 0 }, 0)]                   // reserved kinds of label
    [InlineData(new byte[] { 0x80, 0 }, 0)]
    [InlineData(new byte[] { 5, 97, 98 }, 0)]                 // label longer than the message
    [InlineData(new byte[] { 1, 97 }, 0)]                     // no end
    [InlineData(new byte[] { }, 0)]
    public void Loops_and_overruns_are_refused(byte[] message, int offset) =>
        Assert.False(DnsName.TryRead(message, ref offset, out _));

    [Fact]
    public void A_name_that_pointers_make_too_long_is_refused()
    {
        var message = new List<byte>(DnsAnswers.Name(new string('a', 63)));
        int previous = 0;
        for (int i = 0; i < 3; i++)
        {
            int start = message.Count;
            message.AddRange([63, .. Enumerable.Repeat((byte)'a', 63), 0xC0, (byte)previous]);
            previous = start;
        }
        int offset = previous;
        Assert.False(DnsName.TryRead(message.ToArray(), ref offset, out _));
        Assert.Equal(previous, offset);
    }

    [Fact]
    public void Case_makes_no_difference_but_to_the_spelling()
    {
        Assert.True(DnsName.TryParse("Gw-1.Example.org", out DnsName? left));
        Assert.True(DnsName.TryParse("gW-1.eXample.ORG", out DnsName? right));
        Assert.True(DnsName.TryParse("gw-2.example.org", out DnsName? other));
        Assert.True(left.Matches(right));
        Assert.False(left.IsSpelledAs(right));
        Assert.False(left.Matches(other));
        byte[] ones = new byte[DnsName.MaxLength], zeros = new byte[DnsName.MaxLength];
        ones.AsSpan().Fill(0xFF);
        Assert.Equal("gw-1.example.org", left.WithCase(ones).ToString());
        Assert.Equal("GW-1.EXAMPLE.ORG", left.WithCase(zeros).ToString());
    }

    [Fact]
    public void Strange_octets_are_escaped()
    {
        int offset = 0;
        Assert.True(DnsName.TryRead("\u0003a.\n\0"u8, ref offset, out DnsName? name));
        Assert.Equal("a\\046\\010", name.ToString());
    }
}
