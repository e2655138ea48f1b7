using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Bench;

namespace Holdfast.Bench;

/// <summary>All that there is to measure.</summary>
internal static class Cases
{
    private const int Small = 64, Large = 1400;

    private static readonly EspAlgorithm[] Ciphers =
        [EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes256Gcm16, EspAlgorithm.ChaCha20Poly1305];

    internal static IReadOnlyList<BenchCase> All { get; } =
    [
        .. Ciphers.SelectMany(cipher => new[] { Small, Large }.SelectMany(length => OfCipher(cipher, length))),
        new("esp-aes128-sha256-1400", 2, () => Esp(EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128), Large)),
        new("replay", 1, Replay),
        new("checksum-1400", 1, Checksum),
        new("selectors-1", 1, () => Selectors(1)),
        new("selectors-1000", 1, () => Selectors(1000)),
        new("split", SegmentLoad.Count, () => Segments(load => load.Split)),
        new("join", SegmentLoad.Count, () => Segments(load => load.Join)),
    ];

    internal static BenchCase? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>Sealing alone, sealing and opening (two packets a run), and the whole path out and in (the same).</summary>
    private static IEnumerable<BenchCase> OfCipher(EspAlgorithm cipher, int length) =>
    [
        new($"seal-{cipher}-{length}", 1, () => Aead(cipher, length, load => load.Seal)),
        new($"both-{cipher}-{length}", 2, () => Aead(cipher, length, load => load.SealAndOpen)),
        new($"esp-{cipher}-{length}", 2, () => Esp(cipher, length)),
    ];

    private static BenchLoad Aead(EspAlgorithm cipher, int length, Func<AeadLoad, Action<int>> run)
    {
        AeadLoad load = new(AeadLoad.Primitive(cipher), length);
        return new BenchLoad(run(load), load);
    }

    private static BenchLoad Esp(EspAlgorithm cipher, int length)
    {
        EspLoad load = new(cipher, length);
        return new BenchLoad(load.ProtectAndAccept, load);
    }

    /// <summary>In order, as packets mostly come.</summary>
    private static BenchLoad Replay()
    {
        ReplayWindow window = new();
        return new BenchLoad(times =>
        {
            for (int i = 0; i < times; i++)
            {
                ulong sequence = window.Highest + 1;
                if (window.Check(sequence) == ReplayVerdict.Fresh)
                    window.Commit(sequence);
            }
        });
    }

    private static BenchLoad Checksum()
    {
        byte[] packet = new byte[Large];
        return new BenchLoad(times =>
        {
            for (int i = 0; i < times; i++)
                packet[0] = (byte)InternetChecksum.Of(packet);
        });
    }

    private static BenchLoad Selectors(int count)
    {
        SelectorLoad load = new(count);
        return new BenchLoad(load.Find);
    }

    private static BenchLoad Segments(Func<SegmentLoad, Action<int>> run)
    {
        SegmentLoad load = new();
        return new BenchLoad(run(load));
    }
}
