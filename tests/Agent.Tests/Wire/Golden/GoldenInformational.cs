using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>What INFORMATIONAL carries inside its Encrypted payload, RFC 7296 section 1.4, here in clear.</summary>
internal static class GoldenInformational
{
    public static GoldenMessage Deletes { get; } = new(
        "INFORMATIONAL request with deletes",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            2a 20 25 08 00000007 00000054          ; Delete, INFORMATIONAL, I, message 7, 84 octets
            2a 00 0010 03 04 0002 c0ffee01 c0ffee02 ; D: ESP, two SPIs of 4 octets
            2a 00 000c 02 04 0001 00000100         ; D: AH, one
            29 00 0008 01 00 0000                  ; D: the IKE SA
            00 00 0014 03 04 0027 deadbeef         ; N(INVALID_SELECTORS) with the start of a packet
              4500001400000000
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.Delete,
            2,
            0,
            ExchangeType.Informational,
            HeaderFlags.Initiator,
            MessageId: 7,
            Length: 84),
        [
            new DeletePayload(ProtocolId.Esp, [0xC0FFEE01, 0xC0FFEE02]),
            new DeletePayload(ProtocolId.Ah, [0x100]),
            new DeletePayload(ProtocolId.Ike, []),
            new NotifyPayload(
                ProtocolId.Esp,
                SpiOctets.From(0xDEADBEEF),
                NotifyType.InvalidSelectors,
                new byte[] { 0x45, 0, 0, 0x14, 0, 0, 0, 0 }),
        ]);

    public static GoldenMessage Empty { get; } = new(
        "INFORMATIONAL response without payloads",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            00 20 25 28 ffffffff 0000001c          ; no payload, I and R, last message ID, 28 octets
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.None,
            2,
            0,
            ExchangeType.Informational,
            HeaderFlags.Initiator | HeaderFlags.Response,
            MessageId: uint.MaxValue,
            Length: 28),
        []);

    public static GoldenMessage UnknownPayloads { get; } = new(
        "INFORMATIONAL request with unknown payloads",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            80 20 25 08 00000008 00000031          ; payload type 128, 49 octets
            c8 00 0009 0102030405                  ; type 128, not critical
            2b 80 0004                             ; type 200, critical, empty
            00 80 0008 01020304                    ; Vendor ID with the critical flag, which we ignore
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            (PayloadType)128,
            2,
            0,
            ExchangeType.Informational,
            HeaderFlags.Initiator,
            MessageId: 8,
            Length: 49),
        [
            new UnknownPayload((PayloadType)128, critical: false, Hex.Run(1, 5)),
            new UnknownPayload((PayloadType)200, critical: true, default),
            new VendorIdPayload(Hex.Run(1, 4)) { Critical = true },
        ]);
}
