using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// PEAPv0 (draft-kamath-pppext-peapv0) with EAP-MSCHAPv2 inside. What goes through the TLS connection are EAP packets without their
/// first four octets, but for the last exchange, of results, which has them. The keys are TLS's alone: a binding to the inner method's
/// (MS-PEAP section 2.2.8.1.2) is passed over, as no inner method begins before the server was found to be the right one.
/// </summary>
public sealed class PeapMethod(SessionContext context, EapLogin login) : TlsMethod(context, login.Key)
{
    private const int HeaderSize = 4;
    private const byte Extensions = 33;
    private const ushort ResultTlv = 0x8003; // mandatory, type 3
    private const ushort Success = 1, Failure = 2;

    private readonly EapPeer _inner = new(context, login with { Methods = [EapType.MschapV2], Key = null });
    private byte _identifier;

    public override EapType Type => EapType.Peap;

    protected override ReadOnlySpan<byte> OldKeyLabel => "client EAP encryption"u8;

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }

    protected override EapStep HandleInner()
    {
        byte[] data = Tls.TakeData();
        if (data.Length == 0)
            return Acknowledge();
        if (data.Length + HeaderSize > ushort.MaxValue)
            return Wrong("an inner packet that is too long");
        if (IsResult(data))
            return HandleResult(data);
        EapStep step = _inner.Handle(Packet(EapCode.Request, data));
        if (step.Response is not { } response)
            return step.IsSuccess ? Wrong("an end that is none") : step;
        Tls.Write(response.Data.Span[HeaderSize..]);
        return SendWritten();
    }

    private static bool IsResult(ReadOnlySpan<byte> data) =>
        data.Length > HeaderSize && data[0] == (byte)EapCode.Request && data[HeaderSize] == Extensions
        && BinaryPrimitives.ReadUInt16BigEndian(data[2..]) == data.Length;

    /// <summary>Said in the connection, so that nobody else can say it; believed only after the inner method's own end.</summary>
    private EapStep HandleResult(ReadOnlySpan<byte> packet)
    {
        ushort? result = ReadResult(packet[(HeaderSize + 1)..]);
        if (result is not (Success or Failure))
            return Wrong("a result that is none");
        EapStep end = _inner.Handle(Packet(result == Success ? EapCode.Success : EapCode.Failure, []));
        if (result == Success && !end.IsSuccess)
            return end;
        byte[] answer = [(byte)EapCode.Response, packet[1], 0, 11, Extensions, 0x80, 3, 0, 2, 0, (byte)result.Value];
        Tls.Write(answer);
        return result == Success ? Finish() : Refuse(end.Fault!);
    }

    /// <summary>Type and length of two octets each; others than the result are passed over.</summary>
    private static ushort? ReadResult(ReadOnlySpan<byte> tlvs)
    {
        ushort? result = null;
        while (tlvs.Length >= HeaderSize)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(tlvs[2..]);
            if (length > tlvs.Length - HeaderSize)
                return null;
            if (BinaryPrimitives.ReadUInt16BigEndian(tlvs) == ResultTlv)
                result = length == 2 && result is null ? BinaryPrimitives.ReadUInt16BigEndian(tlvs[HeaderSize..]) : (ushort)0;
            tlvs = tlvs[(HeaderSize + length)..];
        }

        return tlvs.IsEmpty ? result : null;
    }

    /// <summary>With the octets that were left out; the identifier is of no use inside.</summary>
    private EapPayload Packet(EapCode code, ReadOnlySpan<byte> data)
    {
        byte[] packet = [(byte)code, ++_identifier, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return new EapPayload(packet);
    }
}
