using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>IKE_SA_INIT, RFC 7296 section 1.2.</summary>
internal static class GoldenInit
{
    private static readonly byte[] Hash1 = Hex.Run(0x60, 20);
    private static readonly byte[] Hash2 = Hex.Run(0x80, 20);

    public static GoldenMessage Request { get; } = new(
        "IKE_SA_INIT request",
        Hex.Bytes("""
            0102030405060708 0000000000000000  ; SPIs
            21 20 22 08 00000000 00000126      ; SA, 2.0, IKE_SA_INIT, I, message 0, 294 octets
            22 00 0064                         ; SA payload, then KE
              02 00 002c 01 01 00 04           ;   proposal 1, IKE, no SPI, 4 transforms, more follow
                03 00 000c 01 00 0014 800e0080 ;     ENCR_AES_GCM_16, 128 bits
                03 00 0008 02 00 0005          ;     PRF_HMAC_SHA2_256
                03 00 0008 04 00 001f          ;     Curve25519
                00 00 0008 04 00 0013          ;     256-bit random ECP, last
              00 00 0034 02 01 00 05           ;   proposal 2, last, 5 transforms
                03 00 000c 01 00 000c 800e0100 ;     ENCR_AES_CBC, 256 bits
                03 00 0008 02 00 0005          ;     PRF_HMAC_SHA2_256
                03 00 0008 03 00 000c          ;     AUTH_HMAC_SHA2_256_128
                03 00 0008 04 00 000e          ;     2048-bit MODP
                00 00 0008 04 00 001f          ;     Curve25519
            28 00 0028                         ; KE payload, then Nonce
              001f 0000                        ;   Curve25519, reserved
              202122232425262728292a2b2c2d2e2f 303132333435363738393a3b3c3d3e3f
            29 00 0024                         ; Nonce payload of 32 octets, then Notify
              404142434445464748494a4b4c4d4e4f 505152535455565758595a5b5c5d5e5f
            29 00 001c 00 00 4004              ; NAT_DETECTION_SOURCE_IP
              606162636465666768696a6b6c6d6e6f 70717273
            29 00 001c 00 00 4005              ; NAT_DETECTION_DESTINATION_IP
              808182838485868788898a8b8c8d8e8f 90919293
            29 00 0008 00 00 402e              ; IKEV2_FRAGMENTATION_SUPPORTED
            2b 00 000e 00 00 402f              ; SIGNATURE_HASH_ALGORITHMS, then Vendor ID
              0002 0003 0004
            00 00 000c 486f6c6466617374        ; Vendor ID "Holdfast", the last
            """),
        new IkeHeader(
            0x0102030405060708,
            0,
            PayloadType.SecurityAssociation,
            2,
            0,
            ExchangeType.IkeSaInit,
            HeaderFlags.Initiator,
            MessageId: 0,
            Length: 294),
        [
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Ike, default,
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 128),
                    Transform.Prf(PrfId.HmacSha256),
                    Transform.KeyExchange(KeyExchangeMethod.Curve25519),
                    Transform.KeyExchange(KeyExchangeMethod.Ecp256),
                ]),
                new Proposal(2, ProtocolId.Ike, default,
                [
                    Transform.Encryption(EncryptionId.AesCbc, 256),
                    Transform.Prf(PrfId.HmacSha256),
                    Transform.Integrity(IntegrityId.HmacSha256_128),
                    Transform.KeyExchange(KeyExchangeMethod.Modp2048),
                    Transform.KeyExchange(KeyExchangeMethod.Curve25519),
                ]),
            ]),
            new KePayload(KeyExchangeMethod.Curve25519, Hex.Run(0x20, 32)),
            new NoncePayload(Hex.Run(0x40, 32)),
            new NotifyPayload(NotifyType.NatDetectionSourceIp, Hash1),
            new NotifyPayload(NotifyType.NatDetectionDestinationIp, Hash2),
            new NotifyPayload(NotifyType.Ikev2FragmentationSupported),
            new NotifyPayload(NotifyType.SignatureHashAlgorithms, new byte[] { 0, 2, 0, 3, 0, 4 }),
            new VendorIdPayload("Holdfast"u8.ToArray()),
        ]);

    public static GoldenMessage Response { get; } = new(
        "IKE_SA_INIT response",
        Hex.Bytes("""
            0102030405060708 1112131415161718  ; both SPIs
            21 20 22 20 00000000 00000101      ; SA, 2.0, IKE_SA_INIT, R, message 0, 257 octets
            22 00 0028                         ; SA payload, then KE
              00 00 0024 01 01 00 03           ;   proposal 1, IKE, no SPI, 3 transforms
                03 00 000c 01 00 0014 800e0080 ;     ENCR_AES_GCM_16, 128 bits
                03 00 0008 02 00 0005          ;     PRF_HMAC_SHA2_256
                00 00 0008 04 00 0013          ;     256-bit random ECP
            28 00 0048                         ; KE payload, then Nonce
              0013 0000                        ;   256-bit random ECP: 64 octets of x and y
              202122232425262728292a2b2c2d2e2f 303132333435363738393a3b3c3d3e3f
              404142434445464748494a4b4c4d4e4f 505152535455565758595a5b5c5d5e5f
            29 00 0014                         ; Nonce payload of 16 octets, then Notify
              a0a1a2a3a4a5a6a7a8a9aaabacadaeaf
            29 00 001c 00 00 4004              ; NAT_DETECTION_SOURCE_IP
              606162636465666768696a6b6c6d6e6f 70717273
            26 00 001c 00 00 4005              ; NAT_DETECTION_DESTINATION_IP, then CERTREQ
              808182838485868788898a8b8c8d8e8f 90919293
            29 00 0019 04                      ; CERTREQ, X.509 Certificate - Signature
              b0b1b2b3b4b5b6b7b8b9babbbcbdbebf c0c1c2c3
            29 00 0008 00 00 402e              ; IKEV2_FRAGMENTATION_SUPPORTED
            00 00 0008 00 00 4014              ; MULTIPLE_AUTH_SUPPORTED, the last
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.SecurityAssociation,
            2,
            0,
            ExchangeType.IkeSaInit,
            HeaderFlags.Response,
            MessageId: 0,
            Length: 257),
        [
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Ike, default,
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 128),
                    Transform.Prf(PrfId.HmacSha256),
                    Transform.KeyExchange(KeyExchangeMethod.Ecp256),
                ]),
            ]),
            new KePayload(KeyExchangeMethod.Ecp256, Hex.Run(0x20, 64)),
            new NoncePayload(Hex.Run(0xA0, 16)),
            new NotifyPayload(NotifyType.NatDetectionSourceIp, Hash1),
            new NotifyPayload(NotifyType.NatDetectionDestinationIp, Hash2),
            new CertReqPayload(CertificateEncoding.X509Signature, Hex.Run(0xB0, 20)),
            new NotifyPayload(NotifyType.Ikev2FragmentationSupported),
            new NotifyPayload(NotifyType.MultipleAuthSupported),
        ]);

    public static GoldenMessage InvalidKe { get; } = new(
        "IKE_SA_INIT response that asks for another group and returns a cookie",
        Hex.Bytes("""
            0102030405060708 0000000000000000
            29 20 22 20 00000000 00000038      ; Notify, IKE_SA_INIT, R, 56 octets
            29 00 000a 00 00 0011 000e         ; INVALID_KE_PAYLOAD: 2048-bit MODP
            00 00 0012 00 00 4006              ; COOKIE
              d0d1d2d3d4d5d6d7d8d9
            """),
        new IkeHeader(
            0x0102030405060708,
            0,
            PayloadType.Notify,
            2,
            0,
            ExchangeType.IkeSaInit,
            HeaderFlags.Response,
            MessageId: 0,
            Length: 56),
        [
            new NotifyPayload(NotifyType.InvalidKePayload, new byte[] { 0, 14 }),
            new NotifyPayload(NotifyType.Cookie, Hex.Run(0xD0, 10)),
        ]);
}
