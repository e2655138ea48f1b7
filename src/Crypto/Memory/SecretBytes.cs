using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Bytes in OpenSSL's secure heap: one locked arena between guard pages, left out of core dumps. They are zero
/// at first, and zeroed when disposed (or finalized, if the owner forgot).</summary>
/// <remarks>Allocation and disposal are safe from every thread. A <see cref="Span"/> does not keep the object alive:
/// the owner must (a <c>using</c> or a field does).</remarks>
public sealed class SecretBytes : IDisposable
{
    private nint _pointer;

    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="CryptoException">The arena is full.</exception>
    public SecretBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _pointer = LibCrypto.CRYPTO_secure_zalloc(NativeLength(length), 0, 0);
        if (_pointer == 0)
        {
            // What owners forgot may only wait for its finalizer.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            _pointer = LibCrypto.CRYPTO_secure_zalloc(NativeLength(length), 0, 0);
        }

        if (_pointer == 0)
        {
            OpenSsl.ClearErrors();
            throw new CryptoException($"no room for {length} more bytes in the secure heap");
        }
        Length = length;
    }

    ~SecretBytes() => Free();

    /// <summary>Whether the kernel locked and guards the arena; it serves without (RLIMIT_MEMLOCK too low).</summary>
    public static bool Locked => LibCrypto.SecureHeapResult == 1;

    /// <summary>In bytes.</summary>
    public int Length { get; }

    /// <exception cref="ObjectDisposedException">The bytes are gone.</exception>
    public unsafe Span<byte> Span
    {
        get
        {
            nint pointer = _pointer;
            ObjectDisposedException.ThrowIf(pointer == 0, this);
            return new Span<byte>((void*)pointer, Length);
        }
    }

    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        var copy = new SecretBytes(bytes.Length);
        bytes.CopyTo(copy.Span);
        return copy;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells the length only.</summary>
    public override string ToString() => $"{nameof(SecretBytes)}({Length})";

    private static nuint NativeLength(int length) => (nuint)Math.Max(length, 1);

    private void Free()
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer != 0)
            LibCrypto.CRYPTO_secure_clear_free(pointer, NativeLength(Length), 0, 0);
    }
}
