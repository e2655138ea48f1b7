using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Bench;
using Holdfast.Platform;
Sampler s = new(BootClock.Awake);
foreach (var a in Enum.GetValues<AeadAlgorithm>())
foreach (int n in new[] { 64, 1400 })
{
    using AeadLoad load = new(a, n);
    var x = s.Measure(load.Seal, TimeSpan.FromSeconds(0.5)); var y = s.Measure(load.SealAndOpen, TimeSpan.FromSeconds(0.5));
    EspAlgorithm e = a switch { AeadAlgorithm.Aes128Gcm => EspAlgorithm.Aes128Gcm16, AeadAlgorithm.Aes256Gcm => EspAlgorithm.Aes256Gcm16, _ => EspAlgorithm.ChaCha20Poly1305 };
    using EspLoad esp = new(e, n);
    var z = s.Measure(esp.ProtectAndAccept, TimeSpan.FromSeconds(0.5));
    Console.WriteLine($"{a,-18} {n,5} seal {x.Nanoseconds} ({x.Lowest / 1000}) open {y.Nanoseconds - x.Nanoseconds} ({(y.Lowest-x.Lowest) / 1000}) esp both {z.Nanoseconds} ({z.Lowest / 1000})");
}
