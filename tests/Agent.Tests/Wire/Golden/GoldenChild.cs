using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>What CREATE_CHILD_SA carries inside its Encrypted payload, RFC 7296 section 1.3, here in clear.</summary>
internal static class GoldenChild
{
    public static GoldenMessage RekeyEsp { get; } = new(
        "CREATE_CHILD_SA request that rekeys a Child SA",
        Hex.Bytes("""
            1112131415161718 0102030405060708
            29 20 24 00 00000005 000000d8          ; Notify, CREATE_CHILD_SA, responder's request, 216 octets
            21 00 000c 03 04 4009 c0ffee01         ; N(REKEY_SA) ESP
            28 00 0040                             ; SA
              00 00 003c 01 03 04 04 0badcafe      ;   proposal 1, ESP, 4 transforms
                03 00 0018 01 00 0014              ;     ENCR_AES_GCM_16
                  800e0100                         ;       Key Length 256
                  8007 0001                        ;       attribute 7, short
                  1234 0004 aabbccdd               ;       attribute 0x1234, long
                03 00 0008 01 00 001c              ;     ENCR_CHACHA20_POLY1305
                03 00 0008 05 00 0000              ;     No Extended Sequence Numbers
                00 00 0008 04 00 0000              ;     no key exchange
            22 00 0018                             ; Nonce of 20 octets
              404142434445464748494a4b4c4d4e4f 50515253
            2c 00 0010 001f 0000                   ; KE, Curve25519 (cut short: the codec does not mind)
              2021222324252627
            2d 00 0018 01 000000                   ; TSi: all of IPv4
              07 00 0010 0000 ffff 00000000 ffffffff
            00 00 0030 02 000000                   ; TSr: one we know, one security label (RFC 9478)
              07 01 0010 0800 0800 c0000201 c0000209
              0a 00 0018 6c6162656c3a7468652d6f6e652d61626c655f74
            """),
        new IkeHeader(
            0x1112131415161718,
            0x0102030405060708,
            PayloadType.Notify,
            2,
            0,
            ExchangeType.CreateChildSa,
            HeaderFlags.None,
            MessageId: 5,
            Length: 216),
        [
            new NotifyPayload(ProtocolId.Esp, SpiOctets.From(0xC0FFEE01), NotifyType.RekeySa, default),
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Esp, SpiOctets.From(0x0BADCAFE),
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 256) with
                    {
                        OtherAttributes =
                        [
                            new TransformAttribute(7, IsShort: true, new byte[] { 0, 1 }),
                            new TransformAttribute(0x1234, IsShort: false, new byte[] { 0xAA, 0xBB, 0xCC, 0xDD }),
                        ],
                    },
                    Transform.Encryption(EncryptionId.ChaCha20Poly1305),
                    Transform.SequenceNumbers(SequenceNumbersId.NotExtended),
                    Transform.KeyExchange(KeyExchangeMethod.None),
                ]),
            ]),
            new NoncePayload(Hex.Run(0x40, 20)),
            new KePayload(KeyExchangeMethod.Curve25519, Hex.Run(0x20, 8)),
            new TsPayload(true, [TrafficSelector.Any(IpFamily.IPv4)]),
            new TsPayload(false,
            [
                new TrafficSelector(
                    1,
                    PortRange.Single(PortRange.Icmp(8, 0)),
                    IpAddress.Parse("192.0.2.1"),
                    IpAddress.Parse("192.0.2.9")),
            ])
            {
                UnknownSelectors =
                [
                    new UnknownSelector(TrafficSelectorType.SecurityLabel, 0, "label:the-one-able_t"u8.ToArray()),
                ],
            },
        ]);

    public static GoldenMessage RekeyIke { get; } = new(
        "CREATE_CHILD_SA request that rekeys the IKE SA",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            21 20 24 08 00000006 0000006c          ; SA, CREATE_CHILD_SA, I, message 6, 108 octets
            28 00 0030                             ; SA
              00 00 002c 01 01 08 03               ;   proposal 1, IKE, SPI of 8 octets, 3 transforms
                a1a2a3a4a5a6a7a8
                03 00 000c 01 00 0014 800e0100     ;     ENCR_AES_GCM_16, 256 bits
                03 00 0008 02 00 0006              ;     PRF_HMAC_SHA2_384
                00 00 0008 04 00 000e              ;     2048-bit MODP
            22 00 0014                             ; Nonce
              404142434445464748494a4b4c4d4e4f
            00 00 000c 000e 0000 fffefdfc          ; KE
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.SecurityAssociation,
            2,
            0,
            ExchangeType.CreateChildSa,
            HeaderFlags.Initiator,
            MessageId: 6,
            Length: 108),
        [
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Ike, SpiOctets.From(0xA1A2A3A4A5A6A7A8),
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 256),
                    Transform.Prf(PrfId.HmacSha384),
                    Transform.KeyExchange(KeyExchangeMethod.Modp2048),
                ]),
            ]),
            new NoncePayload(Hex.Run(0x40, 16)),
            new KePayload(KeyExchangeMethod.Modp2048, new byte[] { 0xFF, 0xFE, 0xFD, 0xFC }),
        ]);
}
