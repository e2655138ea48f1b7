using Holdfast.Crypto;
using Holdfast.Esp;

namespace Holdfast.Host.Bench;

/// <summary><c>holdfast bench</c>: what one core of this machine can do, in memory. A line appears when it is measured.</summary>
/// <param name="output">Where to.</param>
/// <param name="now">Nanoseconds on a clock that nobody sets.</param>
/// <param name="time">What each line may take.</param>
public sealed class BenchRun(TextWriter output, Func<long> now, TimeSpan time)
{
    private readonly EspAlgorithm[] _ciphers =
        [EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes256Gcm16, EspAlgorithm.ChaCha20Poly1305];

    private readonly Sampler _sampler = new(now);

    public void Run()
    {
        output.WriteLine($"{Environment.ProcessorCount} cores, {(AesInstructions.ArePresent ? "with" : "without")} AES instructions");
        output.WriteLine("one core; a packet sealed or opened by the cipher alone (aead), and with all that the agent does in memory (esp)");
        output.WriteLine(BenchRow.Heading);
        foreach (EspAlgorithm cipher in _ciphers)
            output.WriteLine(new BenchRow("aead", $"{cipher}", Aead(cipher, BenchRow.SmallPacket), Aead(cipher, BenchRow.LargePacket)));
        List<BenchRow> rows = [];
        foreach (EspAlgorithm cipher in _ciphers)
        {
            rows.Add(new BenchRow("esp", $"{cipher}", Esp(cipher, BenchRow.SmallPacket), Esp(cipher, BenchRow.LargePacket)));
            output.WriteLine(rows[^1]);
        }

        output.WriteLine(CipherAdvice.Of(rows));
    }

    private BenchSample Aead(EspAlgorithm cipher, int length)
    {
        using AeadLoad load = new(AeadLoad.Primitive(cipher), length);
        return _sampler.Measure(load.SealAndOpen, time / 2).Per(2);
    }

    private BenchSample Esp(EspAlgorithm cipher, int length)
    {
        using EspLoad load = new(cipher, length);
        return _sampler.Measure(load.ProtectAndAccept, time / 2).Per(2);
    }
}
