namespace Holdfast.Crypto.Native;

/// <summary>OpenSSL's decoders free their copy of a private key's encoding without clearing it (decode_der2key.c frees
/// with OPENSSL_free). The allocator hands freed blocks out again before it asks for new memory: taking many of each
/// size at once, zeroed, overwrites what was left behind by this thread. The keys themselves are in the secure
/// heap.</summary>
internal static class HeapSweep
{
    private const int BlocksPerSize = 32;

    private static ReadOnlySpan<int> Sizes =>
        [4096, 3072, 2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64, 48, 32];

    internal static void Run()
    {
        Span<nint> blocks = stackalloc nint[BlocksPerSize * Sizes.Length];
        int count = 0;
        foreach (int size in Sizes)
        {
            for (int i = 0; i < BlocksPerSize; i++)
                blocks[count++] = LibCrypto.CRYPTO_zalloc((nuint)size, 0, 0);
        }
        foreach (nint block in blocks)
            LibCrypto.CRYPTO_free(block, 0, 0);
    }
}
