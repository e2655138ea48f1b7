using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Proposal substructure, RFC 7296 section 3.3.1.</summary>
/// <param name="Number">1 for the first of an offer; the number of the accepted one in an answer.</param>
/// <param name="Spi">Empty, or the sender's: 8 octets for IKE, 4 for ESP and AH. Any size survives decoding.</param>
public sealed record Proposal(
    byte Number,
    ProtocolId Protocol,
    ReadOnlyMemory<byte> Spi,
    IReadOnlyList<Transform> Transforms)
{
    private const byte More = 2;

    /// <summary>The SPI of an ESP or AH proposal; false unless it has 4 octets.</summary>
    public bool TryGetSpi(out uint spi) => SpiOctets.TryRead(Spi.Span, out spi);

    /// <summary>The SPI of an IKE proposal in a rekey; false unless it has 8 octets.</summary>
    public bool TryGetIkeSpi(out ulong spi) => SpiOctets.TryRead(Spi.Span, out spi);

    public bool Equals(Proposal? other) =>
        other is not null
        && Number == other.Number
        && Protocol == other.Protocol
        && ValueEquality.Same(Spi, other.Spi)
        && ValueEquality.Same(Transforms, other.Transforms);

    public override int GetHashCode() =>
        HashCode.Combine(Number, Protocol, ValueEquality.Hash(Spi), ValueEquality.Hash(Transforms));

    internal void Write(ref WireWriter writer, bool isLast)
    {
        if (Spi.Length > byte.MaxValue || Transforms.Count > byte.MaxValue)
            throw new ArgumentException("A proposal holds at most 255 octets of SPI and 255 transforms.");

        var length = Substructure.Begin(ref writer, isLast, More);
        writer.WriteUInt8(Number);
        writer.WriteUInt8((byte)Protocol);
        writer.WriteUInt8((byte)Spi.Length);
        writer.WriteUInt8((byte)Transforms.Count);
        writer.WriteBytes(Spi.Span);
        for (var i = 0; i < Transforms.Count; i++)
            Transforms[i].Write(ref writer, isLast: i == Transforms.Count - 1);
        writer.EndLength16(length);
    }

    internal static bool TryDecode(
        ref WireReader siblings, [NotNullWhen(true)] out Proposal? proposal, out DecodeError error)
    {
        proposal = null;
        if (!Substructure.TryOpen(ref siblings, More, out var reader, out error))
            return false;
        if (!reader.TryReadUInt8(out var number)
            || !reader.TryReadUInt8(out var protocol)
            || !reader.TryReadUInt8(out var spiSize)
            || !reader.TryReadUInt8(out var count)
            || !reader.TryReadBytes(spiSize, out var spi))
            return reader.Fail(DecodeFault.Truncated, out error);
        if (!TryDecodeTransforms(ref reader, count, out var transforms, out error))
            return false;

        proposal = new Proposal(number, (ProtocolId)protocol, spi.ToArray(), transforms);
        return true;
    }

    private static bool TryDecodeTransforms(
        ref WireReader reader, int count, out IReadOnlyList<Transform> transforms, out DecodeError error)
    {
        transforms = [];
        if (count > WireLimits.TransformsPerProposal)
            return reader.Fail(DecodeFault.TooMany, out error);

        var decoded = new List<Transform>(count);
        while (decoded.Count < count && !reader.IsEnd)
        {
            if (!Transform.TryDecode(ref reader, out var transform, out error))
                return false;

            decoded.Add(transform);
        }

        if (count == 0 || decoded.Count < count || !reader.IsEnd)
            return reader.Fail(DecodeFault.BadCount, out error);

        transforms = decoded;
        error = default;
        return true;
    }
}
