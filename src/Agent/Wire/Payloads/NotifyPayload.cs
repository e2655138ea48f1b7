using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Notify, RFC 7296 section 3.10.</summary>
/// <param name="Protocol">Meaningless when <paramref name="Spi"/> is empty.</param>
/// <param name="Spi">Empty, or the SPI of an existing SA. Any size survives decoding.</param>
public sealed record NotifyPayload(
    ProtocolId Protocol,
    ReadOnlyMemory<byte> Spi,
    NotifyType NotifyType,
    ReadOnlyMemory<byte> Data) : Payload
{
    private const NotifyType FirstStatus = (NotifyType)16384;

    /// <summary>About the IKE SA or the whole message: no protocol and no SPI.</summary>
    public NotifyPayload(NotifyType notifyType, ReadOnlyMemory<byte> data = default)
        : this(ProtocolId.None, default, notifyType, data)
    {
    }

    public override PayloadType Type => PayloadType.Notify;

    public bool IsError => NotifyType < FirstStatus;

    /// <summary>The SPI of a Child SA; false unless it has 4 octets.</summary>
    public bool TryGetSpi(out uint spi) => SpiOctets.TryRead(Spi.Span, out spi);

    public override void WriteBody(ref WireWriter writer)
    {
        if (Spi.Length > byte.MaxValue)
            throw new ArgumentException("A notify holds at most 255 octets of SPI.");

        writer.WriteUInt8((byte)Protocol);
        writer.WriteUInt8((byte)Spi.Length);
        writer.WriteUInt16((ushort)NotifyType);
        writer.WriteBytes(Spi.Span);
        writer.WriteBytes(Data.Span);
    }

    public bool Equals(NotifyPayload? other) =>
        other is not null
        && base.Equals(other)
        && Protocol == other.Protocol
        && NotifyType == other.NotifyType
        && ValueEquality.Same(Spi, other.Spi)
        && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() =>
        HashCode.Combine(Protocol, NotifyType, ValueEquality.Hash(Spi), ValueEquality.Hash(Data));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt8(out var protocol)
            || !body.TryReadUInt8(out var spiSize)
            || !body.TryReadUInt16(out var type)
            || !body.TryReadBytes(spiSize, out var spi))
            return body.Fail(DecodeFault.Truncated, out error);

        payload = new NotifyPayload(
            (ProtocolId)protocol, spi.ToArray(), (NotifyType)type, body.ReadRest().ToArray());
        error = default;
        return true;
    }
}
