using System.Text;
using Holdfast.Host.Update;
using Xunit;

namespace Holdfast.Tests.Host.Update;

public sealed class SignifyTests : IDisposable
{
    private const string Message = "SHA256 (holdfast-0.2.0-linux-x64) = ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n";

    private readonly Signer _signer = new();

    public void Dispose() => _signer.Dispose();

    /// <summary>Made by signify-openbsd 31 of Debian 12: signify -G -n; signify -S -e.</summary>
    [Fact]
    public void Files_of_signify_itself_are_read()
    {
        byte[] key = "untrusted comment: holdfast test key public key\nRWT3gscvpeHGSYdW1ez7zNIBY3L/sbUE9U3x1FfvYkfh0bs60CgS7M4U\n"u8.ToArray();
        byte[] signature = Encoding.ASCII.GetBytes("untrusted comment: verify with t.pub\n"
            + "RWT3gscvpeHGSTmbGiXeOcooVZJ6wYBW4Mt0EQAiv10YzxjDpgarackRtu7ILQDu+uLe1Rl4Qd9flejJbg0+/cBwfOKexzgOEAQ=\n" + Message);

        Assert.Equal((Message, null), Verify(signature, key));
        signature[^2] ^= 1;
        Assert.Equal(("", "has a wrong signature"), Verify(signature, key));
    }

    [Fact]
    public void What_the_builder_signed_is_given_back() => Assert.Equal((Message, null), Verify(_signer.Sign(Message), _signer.PublicKey));

    [Fact]
    public void A_signature_over_nothing_is_one_over_nothing() => Assert.Equal(("", null), Verify(_signer.Sign(""), _signer.PublicKey));

    [Fact]
    public void Another_key_is_named()
    {
        using Signer other = new();
        Assert.Equal(("", $"is by key {other.Number}, and not by {_signer.Number}"), Verify(other.Sign(Message), _signer.PublicKey));
    }

    [Fact]
    public void No_byte_of_key_signature_or_message_can_be_another()
    {
        byte[] whole = _signer.Sign(Message);
        int comment = Array.IndexOf(whole, (byte)'\n');
        for (int i = comment; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            Assert.True(Verify(changed, _signer.PublicKey).Problem is not null || IsSpare(whole, i), $"byte {i}: {(char)whole[i]}");
        }
    }

    [Fact]
    public void A_file_that_is_cut_short_or_longer_is_none()
    {
        byte[] whole = _signer.Sign(Message), key = _signer.PublicKey;
        for (int length = 0; length < whole.Length; length++)
            Assert.NotNull(Verify(whole[..length], key).Problem);
        for (int length = 0; length < key.Length; length++)
            Assert.False(Signify.TryReadKey(key.AsSpan(0, length), out _));
        Assert.NotNull(Verify([.. whole, (byte)'\n'], key).Problem);
        Assert.False(Signify.TryReadKey([.. key, (byte)'\n'], out _));
        Assert.NotNull(Verify(_signer.Sign(new string('x', 5000)), key).Problem);
    }

    [Theory]
    [InlineData("comment: x\n", "")]
    [InlineData("untrusted comment: x\n", " ")]
    [InlineData("untrusted comment: x\r\n", "\r")]
    public void Other_forms_are_refused(string comment, string behind)
    {
        string[] lines = Encoding.ASCII.GetString(_signer.PublicKey).Split('\n');
        Assert.False(Signify.TryReadKey(Encoding.ASCII.GetBytes($"{comment}{lines[1]}{behind}\n"), out _));
        Assert.True(Signify.TryReadKey(Encoding.ASCII.GetBytes($"untrusted comment: x\n{lines[1]}\n"), out _));
    }

    [Fact]
    public void A_comment_has_an_end_and_another_algorithm_is_none()
    {
        string line = Encoding.ASCII.GetString(_signer.PublicKey).Split('\n')[1];
        Assert.False(Signify.TryReadKey(Encoding.ASCII.GetBytes($"untrusted comment: {new string('x', 1100)}\n{line}\n"), out _));
        byte[] decoded = Convert.FromBase64String(line);
        decoded[1] = (byte)'D';
        Assert.False(Signify.TryReadKey(Encoding.ASCII.GetBytes($"untrusted comment: x\n{Convert.ToBase64String(decoded)}\n"), out _));
    }

    [Fact]
    public void Noise_is_no_signature()
    {
        Random random = new(4);
        for (int i = 0; i < 2000; i++)
        {
            byte[] noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            Assert.NotNull(Verify(noise, _signer.PublicKey).Problem);
            Assert.False(Signify.TryReadKey([.. "untrusted comment: x\n"u8, .. noise], out _));
        }
    }

    /// <summary>The last character before the padding has two bits that base64 does not use.</summary>
    private static bool IsSpare(byte[] file, int index) => file[index + 1] == '=' && file[index + 2] == '\n';

    private static (string Message, string? Problem) Verify(byte[] file, byte[] keyFile)
    {
        Assert.True(Signify.TryReadKey(keyFile, out byte[]? key));
        Signify.TryVerify(file, key, out ReadOnlySpan<byte> message, out string? problem);
        return (Encoding.ASCII.GetString(message), problem);
    }
}
