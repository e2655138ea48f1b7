using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>OpenSSL's generator (RAND_bytes), seeded from the kernel. Safe from every thread.</summary>
public sealed class SystemRandom : IRandom
{
    /// <exception cref="CryptoException">There is no randomness; nothing secret can be made any more.</exception>
    public void Fill(Span<byte> destination) => OpenSsl.Check(LibCrypto.RAND_bytes(destination, destination.Length));
}
