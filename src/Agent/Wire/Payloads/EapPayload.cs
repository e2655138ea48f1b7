using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>EAP, RFC 7296 section 3.16: one EAP packet (RFC 3748 section 4).</summary>
public sealed record EapPayload : Payload
{
    private const int HeaderSize = 4;
    private const int MethodOffset = 4;

    /// <param name="data">The EAP packet from its code on.</param>
    /// <exception cref="ArgumentException">Its length field or its code does not fit its length.</exception>
    public EapPayload(ReadOnlyMemory<byte> data)
    {
        if (Check(data.Span) != DecodeFault.None)
            throw new ArgumentException("Not a well-formed EAP packet.", nameof(data));

        Data = data;
    }

    /// <summary>False: its length field or its code does not fit its length.</summary>
    public static bool TryCreate(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out EapPayload? packet)
    {
        packet = Check(data.Span) == DecodeFault.None ? new EapPayload(data) : null;
        return packet is not null;
    }

    public override PayloadType Type => PayloadType.Eap;

    /// <summary>The whole packet, at least 4 octets; 5 or more in a Request or Response.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    public EapCode Code => (EapCode)Data.Span[0];

    public byte Identifier => Data.Span[1];

    /// <summary>The EAP method type; null in packets that have none.</summary>
    public byte? Method => HasMethod(Code) ? Data.Span[MethodOffset] : null;

    /// <summary>What follows the method type; empty in packets that have none.</summary>
    public ReadOnlyMemory<byte> MethodData => HasMethod(Code) ? Data[(MethodOffset + 1)..] : default;

    public override void WriteBody(ref WireWriter writer) => writer.WriteBytes(Data.Span);

    public bool Equals(EapPayload? other) =>
        other is not null && base.Equals(other) && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => ValueEquality.Hash(Data);

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        var start = body;
        var data = body.ReadRest();
        var fault = Check(data);
        if (fault != DecodeFault.None)
            return start.Fail(fault, out error);

        payload = new EapPayload(data.ToArray());
        error = default;
        return true;
    }

    private static DecodeFault Check(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < HeaderSize)
            return DecodeFault.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) != packet.Length)
            return DecodeFault.BadLength;

        var code = (EapCode)packet[0];
        var fits = code switch
        {
            EapCode.Request or EapCode.Response => packet.Length > MethodOffset,
            EapCode.Success or EapCode.Failure => packet.Length == HeaderSize,
            _ => true,
        };
        return fits ? DecodeFault.None : DecodeFault.BadLength;
    }

    private static bool HasMethod(EapCode code) => code is EapCode.Request or EapCode.Response;
}
