namespace Holdfast.Host.Bench;

/// <summary>A line of the table: what one packet takes, one way.</summary>
/// <param name="Kind">"aead" or "esp".</param>
/// <param name="Cipher">By its name in the configuration.</param>
/// <param name="Small">With a packet of <see cref="SmallPacket"/> bytes.</param>
/// <param name="Large">With a packet of <see cref="LargePacket"/> bytes.</param>
public sealed record BenchRow(string Kind, string Cipher, BenchSample Small, BenchSample Large)
{
    public const int SmallPacket = 64, LargePacket = 1400;

    public const string Heading = """
                                             64 bytes          1400 bytes
                                         ns    Mbit/s        ns    Mbit/s
        """;

    public override string ToString() =>
        $"{Kind,-5} {Cipher,-20} {Cells(Small, SmallPacket)}  {Cells(Large, LargePacket)}";

    private static string Cells(BenchSample sample, int bytes) => $"{sample.Nanoseconds,8}  {sample.Megabits(bytes),8}";
}
