namespace Holdfast.Esp;

/// <summary>
/// The protection of one direction over whole ESP packets, under one key, in place and without allocation. One thread at
/// a time.
/// </summary>
public abstract class EspCipher : IDisposable
{
    private protected EspCipher(EspAlgorithm algorithm, bool extendedSequenceNumbers)
    {
        Layout = EspLayout.Of(algorithm);
        IsExtended = extendedSequenceNumbers;
    }

    public EspLayout Layout { get; }

    /// <summary>Whether sequence numbers have 64 bits, of which the packet shows the low half.</summary>
    private protected bool IsExtended { get; }

    /// <summary>Copies the key material; the caller's stays the caller's.</summary>
    /// <exception cref="ArgumentException">The key material is not as long as the algorithm's.</exception>
    public static EspCipher Create(EspAlgorithm algorithm, ReadOnlySpan<byte> keyMaterial, bool extendedSequenceNumbers)
    {
        if (keyMaterial.Length != EspAlgorithms.KeyMaterialLength(algorithm))
            throw new ArgumentException($"{algorithm} does not take {keyMaterial.Length} bytes.", nameof(keyMaterial));
        return algorithm.Integrity is { } integrity
            ? new CbcHmacCipher(algorithm, integrity, keyMaterial, extendedSequenceNumbers)
            : new AeadCipher(algorithm, keyMaterial, extendedSequenceNumbers);
    }

    /// <summary>Writes the IV of the packet with this sequence number, which must not come twice under one key.</summary>
    /// <param name="iv">As long as the layout says.</param>
    /// <param name="sequence">All 64 bits.</param>
    public abstract void WriteIv(Span<byte> iv, ulong sequence);

    /// <summary>Encrypts in place what lies between IV and ICV, and writes the ICV.</summary>
    /// <param name="packet">Header and IV are written; the last bytes are for the ICV.</param>
    /// <param name="sequenceHigh">The half of the sequence number that no packet shows; unused without ESN.</param>
    public abstract void Seal(Span<byte> packet, uint sequenceHigh);

    /// <summary>Verifies and decrypts in place; false when the packet is not authentic.</summary>
    /// <param name="packet">At least as long as the layout's minimum.</param>
    /// <param name="sequenceHigh">See <see cref="Seal"/>.</param>
    public abstract bool TryOpen(Span<byte> packet, uint sequenceHigh);

    public abstract void Dispose();
}
