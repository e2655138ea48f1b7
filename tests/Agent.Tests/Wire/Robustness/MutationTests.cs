using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>Valid messages with random damage, and noise: nothing may throw, what is accepted must be stable.</summary>
public sealed class MutationTests
{
    private const int MessagesPerSeed = 50_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Mutated_messages_never_throw_and_stay_stable(int seed)
    {
        var random = new Random(seed);
        var corpus = Corpus(seed);
        var accepted = 0;
        for (var round = 0; round < MessagesPerSeed; round++)
        {
            var datagram = corpus[random.Next(corpus.Count)];
            for (var damage = random.Next(1, 5); damage > 0; damage--)
                datagram = Damage(random, corpus, datagram);
            if (datagram.Length >= IkeHeader.Size && random.Next(20) != 0)
                IkeHeader.SetLength(datagram);
            accepted += Stability.CheckMessage(datagram) ? 1 : 0;
        }

        Assert.InRange(accepted, MessagesPerSeed / 50, MessagesPerSeed / 2);
    }

    [Fact]
    public void Noise_never_throws()
    {
        var random = new Random(99);
        for (var round = 0; round < 50_000; round++)
        {
            var noise = new byte[random.Next(120)];
            random.NextBytes(noise);
            Stability.CheckMessage(noise);
            Stability.Check((PayloadType)random.Next(33, 54), noise);
        }
    }

    [Fact]
    public void Noise_in_a_body_of_the_right_length_never_throws()
    {
        var random = new Random(100);
        for (var round = 0; round < 100_000; round++)
        {
            var body = new byte[random.Next(64)];
            random.NextBytes(body);
            foreach (ref var octet in body.AsSpan())
                octet = random.Next(3) == 0 ? octet : (byte)(octet % 9);
            Stability.Check((PayloadType)random.Next(33, 54), Codec.WithHeader(body));
        }
    }

    private static IReadOnlyList<byte[]> Corpus(int seed)
    {
        var random = new RandomPayloads(seed);
        var corpus = GoldenMessage.All.Select(golden => golden.Datagram).ToList();
        while (corpus.Count < 100)
        {
            var payloads = random.Message();
            corpus.Add(Codec.EncodeMessage(random.Header(payloads, 0), payloads));
        }

        return corpus;
    }

    private static byte[] Damage(Random random, IReadOnlyList<byte[]> corpus, byte[] datagram)
    {
        if (datagram.Length == 0)
            return datagram;

        var at = random.Next(datagram.Length);
        var count = Math.Min(random.Next(1, 9), datagram.Length - at);
        switch (random.Next(7))
        {
            case 0:
                return With(datagram, at, (byte)(datagram[at] ^ 1 << random.Next(8)));
            case 1:
                return With(datagram, at, (byte)random.Next(256));
            case 2:
                return With(datagram, at, (byte)(datagram[at] + random.Next(-4, 5)));
            case 3:
                return [.. datagram[..at], .. datagram[(at + count)..]];
            case 4:
                return [.. datagram[..at], .. datagram[at..(at + count)], .. datagram[at..]];
            case 5:
                return datagram[..at];
            default:
                var other = corpus[random.Next(corpus.Count)];
                return [.. datagram[..at], .. other[random.Next(other.Length)..]];
        }
    }

    private static byte[] With(byte[] datagram, int at, byte value)
    {
        var damaged = (byte[])datagram.Clone();
        damaged[at] = value;
        return damaged;
    }
}
