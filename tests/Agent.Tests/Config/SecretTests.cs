using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class SecretTests
{
    [Theory]
    [InlineData("plain", "706C61696E")]
    [InlineData("0x0aFF", "0AFF")]
    [InlineData("0sAAEC/w==", "000102FF")]
    [InlineData("ü", "C3BC")]
    [InlineData("0X41", "30583431")]
    public void Text_hexadecimal_and_base64_become_bytes(string text, string hex)
    {
        Assert.True(SecretText.TryDecode(text, out SecretBytes? secret, out _));
        Assert.Equal(hex, Convert.ToHexString(secret.Span));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("0x", "starts with 0x but is not hexadecimal")]
    [InlineData("0x123", "starts with 0x but is not hexadecimal")]
    [InlineData("0xzz", "starts with 0x but is not hexadecimal")]
    [InlineData("0s", "starts with 0s but is not base64")]
    [InlineData("0sAAA", "starts with 0s but is not base64")]
    [InlineData("a\nb", "holds the control character U+000A")]
    public void What_is_no_secret_is_refused_without_quoting_it(string text, string start)
    {
        Assert.False(SecretText.TryDecode(text, out _, out string? problem));
        Assert.StartsWith(start, problem);
        Assert.DoesNotContain("zz", problem);
    }

    [Theory]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    [InlineData("secret")]
    [InlineData("\ufeffsecret\n")]
    [InlineData("0x736563726574\n")]
    public void A_secret_file_is_one_line(string content)
    {
        Assert.True(SecretText.TryReadFile(Encoding.UTF8.GetBytes(content), false, out SecretBytes? secret, out _));
        Assert.Equal("secret", Encoding.UTF8.GetString(secret.Span));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("one\ntwo\n")]
    [InlineData("a\0b")]
    public void A_secret_file_with_none_or_two_lines_is_refused(string content) =>
        Assert.False(SecretText.TryReadFile(Encoding.UTF8.GetBytes(content), false, out _, out _));

    [Theory]
    [InlineData("0x1234")]
    [InlineData("0swhatever")]
    [InlineData(" pässword ")]
    public void A_password_is_taken_as_it_is(string password)
    {
        Assert.True(SecretText.TryTake(password, out SecretBytes? taken, out _));
        Assert.True(SecretText.TryReadFile(Encoding.UTF8.GetBytes(password + "\n"), true, out SecretBytes? read, out _));
        Assert.Equal(password, Encoding.UTF8.GetString(taken.Span));
        Assert.Equal(password, Encoding.UTF8.GetString(read.Span));
    }

    [Fact]
    public void Length_is_bounded()
    {
        Assert.True(SecretText.TryDecode(new string('x', 1024), out _, out _));
        Assert.False(SecretText.TryDecode(new string('x', 1025), out _, out _));
    }

    [Fact]
    public void The_configuration_never_prints_it()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With());
        string printed = config + string.Join('\n', config.Describe());
        Assert.Contains("site1.example.org", printed);
        Assert.DoesNotContain("horse", printed);
        Assert.DoesNotContain(Convert.ToHexString("horse"u8), printed);
    }
}
