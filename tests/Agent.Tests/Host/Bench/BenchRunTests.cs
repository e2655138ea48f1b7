using System.Text.RegularExpressions;
using Holdfast.Cli;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host;
using Holdfast.Host.Bench;
using Xunit;

namespace Holdfast.Tests.Host.Bench;

public sealed class BenchRunTests
{
    private static readonly string[] Ciphers = ["aes128gcm16", "aes256gcm16", "chacha20poly1305"];

    [Fact]
    public void The_table_has_every_cipher_alone_and_in_the_path_and_then_the_advice()
    {
        long now = 0;
        StringWriter output = new();
        new BenchRun(output, () => now += 1000, TimeSpan.FromTicks(10)).Run();

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(AesInstructions.ArePresent ? "with AES instructions" : "without AES instructions", lines[0], StringComparison.Ordinal);
        string[] rows = [.. lines.Where(l => Regex.IsMatch(l, @"^(aead|esp) +\S+( +\d+){4}$")).Select(l => Regex.Replace(l[..26].Trim(), " +", " "))];
        Assert.Equal([.. Ciphers.Select(c => $"aead {c}"), .. Ciphers.Select(c => $"esp {c}")], rows);
        Assert.StartsWith("prefer ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_quickest_with_large_packets_is_preferred() => Assert.Equal(
        "prefer chacha20poly1305: 4.0 times as fast as aes128gcm16, 5.3 times as fast as aes256gcm16",
        CipherAdvice.Of([Row("aes128gcm16", 10, 8000), Row("aes256gcm16", 20, 10_500), Row("chacha20poly1305", 30, 2000)]));

    [Fact]
    public void One_alone_is_preferred_to_none() => Assert.Equal("prefer aes128gcm16", CipherAdvice.Of([Row("aes128gcm16", 1, 1)]));

    [Fact]
    public void Columns_stand_below_their_heading()
    {
        string[] heading = BenchRow.Heading.Split('\n');
        string row = Row("chacha20poly1305", 123_000, 456_000).ToString();

        Assert.All(heading, line => Assert.Equal(row.Length, line.Length));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1400)]
    public void The_loads_do_what_they_say_with_every_cipher(int length)
    {
        EspAlgorithm[] ciphers = [EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes256Gcm16, EspAlgorithm.ChaCha20Poly1305];
        foreach (EspAlgorithm cipher in ciphers)
        {
            using AeadLoad aead = new(AeadLoad.Primitive(cipher), length);
            aead.Seal(2);
            aead.SealAndOpen(3);
            using EspLoad esp = new(cipher, length);
            esp.ProtectAndAccept(3);
        }
    }

    [Fact]
    public void The_command_takes_no_option()
    {
        Assert.True(CommandLine.TryParse(["bench"], out CommandLine? line, out _));
        Assert.Equal("bench", line.Command);
        StringWriter error = new();
        Assert.Equal(ExitCode.Usage, new Commands(new StringWriter(), error).Execute(["bench", "--fast"]));
        Assert.Contains("\"bench\" does not take \"--fast\"", error.ToString());
    }

    private static BenchRow Row(string cipher, long small, long large) =>
        new("esp", cipher, new BenchSample(small, small, small), new BenchSample(large, large, large));
}
