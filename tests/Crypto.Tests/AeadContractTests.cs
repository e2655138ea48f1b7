using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>What every AEAD does alike.</summary>
public sealed class AeadContractTests
{
    public static TheoryData<AeadAlgorithm> Algorithms => [.. Enum.GetValues<AeadAlgorithm>()];

    [Theory, MemberData(nameof(Algorithms))]
    public void Every_length_makes_the_round_trip(AeadAlgorithm algorithm)
    {
        var random = new SeededRandom(1);
        using Aead aead = Aead.Create(algorithm, random.Bytes(Aead.KeyLength(algorithm)));
        byte[] tag = new byte[Aead.TagLength];
        for (int length = 0; length <= 300; length++)
        {
            byte[] nonce = random.Bytes(Aead.NonceLength), associated = random.Bytes(length % 17);
            byte[] message = random.Bytes(length), data = [.. message];
            aead.Seal(nonce, associated, data, tag);
            Assert.True(length < 16 || !data.SequenceEqual(message));
            Assert.True(aead.TryOpen(nonce, associated, data, tag));
            Assert.Equal(message, data);
        }
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Each_changed_bit_of_the_tag_is_refused_and_the_data_zeroed(AeadAlgorithm algorithm) =>
        RefusesEachChangedBit(algorithm, sealed_ => sealed_.Tag);

    [Theory, MemberData(nameof(Algorithms))]
    public void Each_changed_bit_of_the_data_is_refused_and_the_data_zeroed(AeadAlgorithm algorithm) =>
        RefusesEachChangedBit(algorithm, sealed_ => sealed_.Data);

    [Theory, MemberData(nameof(Algorithms))]
    public void Each_changed_bit_of_the_associated_data_is_refused_and_the_data_zeroed(AeadAlgorithm algorithm) =>
        RefusesEachChangedBit(algorithm, sealed_ => sealed_.Associated);

    [Theory, MemberData(nameof(Algorithms))]
    public void Each_changed_bit_of_the_nonce_is_refused_and_the_data_zeroed(AeadAlgorithm algorithm) =>
        RefusesEachChangedBit(algorithm, sealed_ => sealed_.Nonce);

    [Theory, MemberData(nameof(Algorithms))]
    public void After_a_refusal_a_right_message_opens(AeadAlgorithm algorithm)
    {
        using var sample = new Sample(algorithm);
        byte[] data = [.. sample.Data];
        Assert.False(sample.Aead.TryOpen(sample.Nonce, default, data, sample.Tag));
        Assert.True(sample.Aead.TryOpen(sample.Nonce, sample.Associated, sample.Data, sample.Tag));
        Assert.Equal(sample.Message, sample.Data);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Another_key_is_refused(AeadAlgorithm algorithm)
    {
        using var sample = new Sample(algorithm);
        using Aead other = Aead.Create(algorithm, new byte[Aead.KeyLength(algorithm)]);
        Assert.False(other.TryOpen(sample.Nonce, sample.Associated, sample.Data, sample.Tag));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Wrong_lengths_are_misuse(AeadAlgorithm algorithm)
    {
        using var sample = new Sample(algorithm);
        int right = Aead.KeyLength(algorithm);
        foreach (int length in new[] { 0, right - 1, right + 1, 24, 64 })
            Assert.Throws<ArgumentException>("key", () => Aead.Create(algorithm, new byte[length]));
        foreach (int length in new[] { 0, 8, 11, 13, 16 })
        {
            byte[] nonce = new byte[length];
            Assert.Throws<ArgumentException>("nonce", () => sample.Aead.Seal(nonce, default, default, sample.Tag));
            Assert.Throws<ArgumentException>("nonce", () => sample.Aead.TryOpen(nonce, default, default, sample.Tag));
        }
        foreach (int length in new[] { 0, 12, 15, 17 })
        {
            byte[] tag = new byte[length];
            Assert.Throws<ArgumentException>("tag", () => sample.Aead.Seal(sample.Nonce, default, default, tag));
            Assert.Throws<ArgumentException>("tag", () => sample.Aead.TryOpen(sample.Nonce, default, default, tag));
        }
    }

    [Fact]
    public void An_unknown_algorithm_is_misuse() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Aead.Create((AeadAlgorithm)99, new byte[32]));

    [Theory, MemberData(nameof(Algorithms))]
    public void A_disposed_one_is_not_used(AeadAlgorithm algorithm)
    {
        var sample = new Sample(algorithm);
        sample.Dispose();
        sample.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sample.Aead.Seal(sample.Nonce, default, sample.Data, sample.Tag));
        Assert.Throws<ObjectDisposedException>(
            () => sample.Aead.TryOpen(sample.Nonce, default, sample.Data, sample.Tag));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Nothing_is_allocated_per_message(AeadAlgorithm algorithm)
    {
        using var sample = new Sample(algorithm);
        byte[] forged = [.. sample.Data];
        SealAndOpen(sample, forged);
        Assert.Equal(0, LeastAllocatedBy(() => SealAndOpen(sample, forged)));
    }

    /// <summary>A hundred times. A collection that another test causes meanwhile counts the rest of this thread's space as allocated: so the least of five.</summary>
    internal static long LeastAllocatedBy(Action action) => Enumerable.Range(0, 5).Min(_ => AllocatedBy(action));

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void SealAndOpen(Sample sample, byte[] forged)
    {
        sample.Aead.Seal(sample.Nonce, sample.Associated, sample.Data, sample.Tag);
        if (!sample.Aead.TryOpen(sample.Nonce, sample.Associated, sample.Data, sample.Tag)
            || sample.Aead.TryOpen(sample.Nonce, default, forged, sample.Tag))
            throw new InvalidOperationException("sealed and opened wrongly");
    }

    private static void RefusesEachChangedBit(AeadAlgorithm algorithm, Func<Sample, byte[]> part)
    {
        using var sample = new Sample(algorithm);
        byte[] changed = part(sample);
        byte[] sealedData = [.. sample.Data];
        for (int bit = 0; bit < changed.Length * 8; bit++)
        {
            sealedData.CopyTo(sample.Data, 0);
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(sample.Aead.TryOpen(sample.Nonce, sample.Associated, sample.Data, sample.Tag));
            Assert.All(sample.Data, value => Assert.Equal(0, value));
            if (changed != sample.Data)
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    /// <summary>One sealed message of three blocks and a bit.</summary>
    private sealed class Sample : IDisposable
    {
        internal readonly Aead Aead;
        internal readonly byte[] Nonce, Associated, Message, Data, Tag = new byte[Aead.TagLength];

        internal Sample(AeadAlgorithm algorithm)
        {
            var random = new SeededRandom(2);
            Aead = Aead.Create(algorithm, random.Bytes(Aead.KeyLength(algorithm)));
            Nonce = random.Bytes(Aead.NonceLength);
            Associated = random.Bytes(8);
            Message = random.Bytes(53);
            Data = [.. Message];
            Aead.Seal(Nonce, Associated, Data, Tag);
        }

        public void Dispose() => Aead.Dispose();
    }
}
