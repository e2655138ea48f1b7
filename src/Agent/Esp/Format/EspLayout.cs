using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>Lengths of the ESP packets of one SA, in bytes; they follow from its algorithm.</summary>
/// <param name="IvLength">Of the initialization vector behind the header.</param>
/// <param name="IcvLength">Of the integrity check value at the end.</param>
/// <param name="Alignment">What is encrypted ends on a multiple of this (RFC 4303 section 2.4): cipher block, or 4.</param>
public readonly record struct EspLayout(int IvLength, int IcvLength, int Alignment)
{
    internal const int AeadIvLength = 8;

    private const int AeadAlignment = 4;

    public static EspLayout Of(EspAlgorithm algorithm) => algorithm.Integrity is { } integrity
        ? new(AesCbc.BlockLength, Integrity.IcvLength(integrity), AesCbc.BlockLength)
        : new(AeadIvLength, Aead.TagLength, AeadAlignment);

    /// <summary>Header and IV: what stands in front of the ciphertext.</summary>
    public int Headroom => EspFormat.HeaderLength + IvLength;

    /// <summary>The shortest packet: nothing inside but the trailer, aligned.</summary>
    public int MinimumLength => Headroom + Alignment + IcvLength;

    /// <summary>Bytes that padding, pad length and next header take behind a payload.</summary>
    public int TrailerLength(int payloadLength) =>
        EspFormat.TrailerLength + (-(payloadLength + EspFormat.TrailerLength) & (Alignment - 1));

    /// <summary>Of the whole packet around a payload.</summary>
    public int PacketLength(int payloadLength) =>
        Headroom + payloadLength + TrailerLength(payloadLength) + IcvLength;

    /// <summary>The largest payload of a packet of at most so many bytes; negative if none is small enough.</summary>
    public int LargestPayload(int packetLength) =>
        ((packetLength - Headroom - IcvLength) & -Alignment) - EspFormat.TrailerLength;
}
