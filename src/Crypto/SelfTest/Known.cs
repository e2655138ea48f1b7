namespace Holdfast.Crypto;

internal static class Known
{
    internal static bool Equal(ReadOnlySpan<byte> computed, string hex) =>
        computed.SequenceEqual(Convert.FromHexString(hex));
}
