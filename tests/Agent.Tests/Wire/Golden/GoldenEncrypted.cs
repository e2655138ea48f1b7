using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>Messages whose payloads are still closed, RFC 7296 section 3.14 and RFC 7383 section 2.5.</summary>
internal static class GoldenEncrypted
{
    public static GoldenMessage Whole { get; } = new(
        "IKE_AUTH request with an Encrypted payload",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            29 20 23 08 00000001 00000048          ; Notify, IKE_AUTH, I, message 1, 72 octets
            2e 00 0008 00 00 4000                  ; a payload in clear, then SK
            23 00 0024                             ; SK, whose first inner payload is IDi
              0001020304050607                     ;   initialization vector
              08090a0b0c0d0e0f                     ;   ciphertext
              101112131415161718191a1b1c1d1e1f     ;   integrity checksum
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.Notify,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Initiator,
            MessageId: 1,
            Length: 72),
        [
            new NotifyPayload(NotifyType.InitialContact),
            new EncryptedPayload(PayloadType.IdInitiator, Hex.Run(0, 32)),
        ]);

    public static GoldenMessage Fragment { get; } = new(
        "IKE_AUTH response, second of three fragments",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            35 20 23 20 00000001 00000040          ; SKF, IKE_AUTH, R, message 1, 64 octets
            00 00 0024 0002 0003                   ; SKF, no first payload, fragment 2 of 3
              505152535455565758595a5b             ;   initialization vector and ciphertext
              5c5d5e5f606162636465666768696a6b     ;   integrity checksum
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.EncryptedFragment,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Response,
            MessageId: 1,
            Length: 64),
        [new EncryptedFragmentPayload(PayloadType.None, 2, 3, Hex.Run(0x50, 28))]);
}
