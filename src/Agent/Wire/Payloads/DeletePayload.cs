using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Delete, RFC 7296 section 3.11.</summary>
/// <param name="Protocol">IKE without SPIs, ESP or AH with them.</param>
/// <param name="Spis">The sender's inbound SPIs.</param>
public sealed record DeletePayload(ProtocolId Protocol, IReadOnlyList<uint> Spis) : Payload
{
    private const int ChildSpiSize = sizeof(uint);

    public override PayloadType Type => PayloadType.Delete;

    private bool HasSpiSize => Spis.Count > 0 || Protocol is ProtocolId.Ah or ProtocolId.Esp;

    public override void WriteBody(ref WireWriter writer)
    {
        if (Spis.Count > ushort.MaxValue)
            throw new ArgumentException("A delete holds at most 65535 SPIs.");

        writer.WriteUInt8((byte)Protocol);
        writer.WriteUInt8(HasSpiSize ? (byte)ChildSpiSize : (byte)0);
        writer.WriteUInt16((ushort)Spis.Count);
        foreach (var spi in Spis)
            writer.WriteUInt32(spi);
    }

    public bool Equals(DeletePayload? other) =>
        other is not null
        && base.Equals(other)
        && Protocol == other.Protocol
        && ValueEquality.Same(Spis, other.Spis);

    public override int GetHashCode() => HashCode.Combine(Protocol, ValueEquality.Hash(Spis));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt8(out var protocol)
            || !body.TryReadUInt8(out var spiSize)
            || !body.TryReadUInt16(out var count))
            return body.Fail(DecodeFault.Truncated, out error);
        if (!IsSpiSize((ProtocolId)protocol, spiSize))
            return body.Fail(DecodeFault.BadValue, out error);
        if (count * spiSize != body.Remaining || (spiSize == 0 && count != 0))
            return body.Fail(DecodeFault.BadCount, out error);
        if (count > WireLimits.SpisPerDelete)
            return body.Fail(DecodeFault.TooMany, out error);

        var spis = new uint[count];
        for (var i = 0; i < spis.Length; i++)
            body.TryReadUInt32(out spis[i]);

        payload = new DeletePayload((ProtocolId)protocol, spis);
        error = default;
        return true;
    }

    private static bool IsSpiSize(ProtocolId protocol, byte size) => protocol switch
    {
        ProtocolId.Ike => size == 0,
        ProtocolId.Ah or ProtocolId.Esp => size == ChildSpiSize,
        _ => size is 0 or ChildSpiSize,
    };
}
