using System.Runtime.CompilerServices;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class SecretBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(36)]
    [InlineData(5000)]
    public void They_are_zero_at_first_and_have_their_length(int length)
    {
        using var secret = new SecretBytes(length);
        Assert.Equal(length, secret.Length);
        Assert.Equal(new byte[length], secret.Span.ToArray());
    }

    [Fact]
    public void A_copy_is_independent()
    {
        byte[] source = [1, 2, 3];
        using SecretBytes copy = SecretBytes.CopyOf(source);
        source[0] = 9;
        Assert.Equal([1, 2, 3], copy.Span.ToArray());
        copy.Span[1] = 8;
        Assert.Equal([1, 8, 3], copy.Span.ToArray());
    }

    [Fact]
    public unsafe void Disposing_zeroes_them()
    {
        byte* memory;
        using (var secret = new SecretBytes(4096))
        {
            secret.Span.Fill(0xa5);
            memory = (byte*)Unsafe.AsPointer(ref secret.Span[0]);
        }
        // The arena stays mapped; its free list or another test's secret may stand here by now, but not our pattern.
        byte[] pattern = [.. Enumerable.Repeat((byte)0xa5, 8)];
        Assert.Equal(-1, new ReadOnlySpan<byte>(memory, 4096).IndexOf(pattern));
    }

    [Fact]
    public void After_dispose_they_are_gone()
    {
        var secret = new SecretBytes(16);
        secret.Dispose();
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Equal(16, secret.Length);
    }

    [Fact]
    public void Their_text_is_not_their_content()
    {
        using SecretBytes secret = SecretBytes.CopyOf("password"u8);
        Assert.Equal("SecretBytes(8)", secret.ToString());
    }

    [Fact]
    public void More_than_the_arena_holds_is_an_error_that_says_so()
    {
        var error = Assert.Throws<CryptoException>(() => new SecretBytes(1 << 20));
        Assert.Contains("secure heap", error.Message);
        using var stillWorks = new SecretBytes(32);
    }

    [Fact]
    public void A_negative_length_is_misuse() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SecretBytes(-1));

    [Fact]
    public void Threads_may_make_and_dispose_them_at_once()
    {
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using SecretBytes secret = SecretBytes.CopyOf([(byte)i, (byte)(i >> 8), 7]);
            Assert.Equal([(byte)i, (byte)(i >> 8), 7], secret.Span.ToArray());
        });
    }

    [Fact]
    public void Forgotten_ones_are_freed_by_the_collector()
    {
        for (int i = 0; i < 64; i++) // together four times as much as the arena holds
        {
            Forget(8192);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int length) => new SecretBytes(length).Span.Fill(1);
}
