using Holdfast.Esp;
using Holdfast.Host;
using Holdfast.Host.Bench;
using Xunit;
using Commands = Holdfast.Cli.Commands;

namespace Holdfast.Tests.Host.Bench;

public sealed class EspBenchOptionsTests
{
    private const string Good = "--tun t0 --listen 127.0.0.1:4500 --peer [::1]:4501 --role site --key 000102030405060708090a0b0c0d0e0f --cipher chacha20poly1305";

    [Fact]
    public void All_of_it_is_read()
    {
        Assert.True(EspBenchOptions.TryParse(Good.Split(' '), out EspBenchOptions? options, out _));
        Assert.Equal(("t0", EspAlgorithm.ChaCha20Poly1305, true), (options.Tun, options.Cipher, options.IsSite));
        Assert.Equal((4500, 4501, true), (options.Listen.Port, options.Peer.Port, options.Peer.IsIPv6));
        Assert.Equal(16, options.Key.Length);
    }

    [Theory]
    [InlineData("--tun t0", "", "wanted are")]
    [InlineData("t0", "a-name-of-a-device-that-is-too-long", "--tun \"a-name-of-a-device-that-is-too-long\" can't be read")]
    [InlineData("127.0.0.1:4500", "127.0.0.1", "--listen \"127.0.0.1\" can't be read")]
    [InlineData("--peer [::1]:4501", "", "the site wants --peer")]
    [InlineData("site", "office", "--role \"office\" can't be read")]
    [InlineData("0f", "", "16 bytes or more")]
    [InlineData("0f", "0", "--key")]
    [InlineData("0f", "0g", "--key")]
    [InlineData("chacha20poly1305", "des", "--cipher \"des\" is none of aes128gcm16")]
    [InlineData(" chacha20poly1305", "", "--cipher wants a value")]
    [InlineData("--role", "--roll", "--roll \"site\" can't be read")]
    public void What_is_wrong_is_one_line(string from, string to, string problem)
    {
        string[] arguments = Good.Replace(from, to, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        StringWriter error = new();

        Assert.Equal(ExitCode.Usage, new Commands(new StringWriter(), error).Execute(["bench", "esp", .. arguments]));
        Assert.Contains(problem, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
