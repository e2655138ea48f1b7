using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>What IKE_AUTH carries inside its Encrypted payload, here in clear behind an IKE header.</summary>
internal static class GoldenAuth
{
    public static GoldenMessage Request { get; } = new(
        "IKE_AUTH request",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            23 20 23 08 00000001 0000012b          ; IDi, IKE_AUTH, I, message 1, 299 octets
            29 00 0019 03 000000                   ; IDi, ID_RFC822_ADDR "site1@example.com"
              736974653140 6578616d706c652e636f6d
            24 00 0008 00 00 4000                  ; N(INITIAL_CONTACT)
            27 00 0016 02 000000                   ; IDr, ID_FQDN "gw.example.com"
              67772e 6578616d706c652e636f6d
            2f 00 0028 02 000000                   ; AUTH, Shared Key Message Integrity Code
              000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f
            21 00 001c 01 000000                   ; CP(CFG_REQUEST)
              0001 0000                            ;   INTERNAL_IP4_ADDRESS()
              0003 0000                            ;   INTERNAL_IP4_DNS()
              0008 0000                            ;   INTERNAL_IP6_ADDRESS()
              000a 0000                            ;   INTERNAL_IP6_DNS()
              0019 0000                            ;   INTERNAL_DNS_DOMAIN()
            2c 00 0034                             ; SA
              00 00 0030 01 03 04 04 c0ffee01      ;   proposal 1, ESP, SPI of 4 octets, 4 transforms
                03 00 000c 01 00 0014 800e0080     ;     ENCR_AES_GCM_16, 128 bits
                03 00 0008 01 00 001c              ;     ENCR_CHACHA20_POLY1305
                03 00 0008 05 00 0001              ;     Extended Sequence Numbers
                00 00 0008 05 00 0000              ;     No Extended Sequence Numbers
            2d 00 0040 02 000000                   ; TSi, two selectors
              07 00 0010 0000 ffff 00000000 ffffffff
              08 00 0028 0000 ffff
                00000000000000000000000000000000 ffffffffffffffffffffffffffffffff
            29 00 0018 01 000000                   ; TSr, UDP port 53 in 10.0.0.0/8
              07 11 0010 0035 0035 0a000000 0affffff
            00 00 0008 00 00 400c                  ; N(MOBIKE_SUPPORTED)
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.IdInitiator,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Initiator,
            MessageId: 1,
            Length: 299),
        [
            new IdPayload(true, IdType.Rfc822Address, "site1@example.com"u8.ToArray()),
            new NotifyPayload(NotifyType.InitialContact),
            new IdPayload(false, IdType.Fqdn, "gw.example.com"u8.ToArray()),
            new AuthPayload(AuthMethod.SharedKey, Hex.Run(0, 32)),
            new ConfigPayload(ConfigurationType.Request,
            [
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp4Address),
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp4Dns),
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp6Address),
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp6Dns),
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalDnsDomain),
            ]),
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Esp, SpiOctets.From(0xC0FFEE01),
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 128),
                    Transform.Encryption(EncryptionId.ChaCha20Poly1305),
                    Transform.SequenceNumbers(SequenceNumbersId.Extended),
                    Transform.SequenceNumbers(SequenceNumbersId.NotExtended),
                ]),
            ]),
            new TsPayload(true, [TrafficSelector.Any(IpFamily.IPv4), TrafficSelector.Any(IpFamily.IPv6)]),
            new TsPayload(false,
            [
                new TrafficSelector(
                    17, PortRange.Single(53), IpAddress.Parse("10.0.0.0"), IpAddress.Parse("10.255.255.255")),
            ]),
            new NotifyPayload(NotifyType.MobikeSupported),
        ]);

    public static GoldenMessage Response { get; } = new(
        "IKE_AUTH response",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            24 20 23 20 00000001 0000015c          ; IDr, IKE_AUTH, R, message 1, 348 octets
            25 00 000c 01 000000 c6336401          ; IDr, ID_IPV4_ADDR 198.51.100.1
            27 00 000a 04 3003020105               ; CERT, X.509 Certificate - Signature
            2f 00 0018 0e 000000                   ; AUTH, Digital Signature (RFC 7427)
              e0e1e2e3e4e5e6e7e8e9eaebecedeeef
            21 00 0082 02 000000                   ; CP(CFG_REPLY)
              0001 0004 0a010005                   ;   INTERNAL_IP4_ADDRESS 10.1.0.5
              0002 0004 ffffff00                   ;   INTERNAL_IP4_NETMASK 255.255.255.0
              0003 0004 0a010001                   ;   INTERNAL_IP4_DNS 10.1.0.1
              0008 0011 20010db8000000000000000000000005 40   ; INTERNAL_IP6_ADDRESS 2001:db8::5/64
              000a 0010 20010db8000000000000000000000001      ; INTERNAL_IP6_DNS 2001:db8::1
              000d 0008 c0a80000 ffff0000          ;   INTERNAL_IP4_SUBNET 192.168.0.0/16
              000f 0011 20010db8000100000000000000000000 30   ; INTERNAL_IP6_SUBNET 2001:db8:1::/48
              0007 0004 67772f31                   ;   APPLICATION_VERSION "gw/1"
              0019 000c 636f72702e 6578616d706c65  ;   INTERNAL_DNS_DOMAIN "corp.example"
            2c 00 0024                             ; SA
              00 00 0020 01 03 04 02 deadbeef      ;   proposal 1, ESP, 2 transforms
                03 00 000c 01 00 0014 800e0080     ;     ENCR_AES_GCM_16, 128 bits
                00 00 0008 05 00 0001              ;     Extended Sequence Numbers
            2d 00 0018 01 000000                   ; TSi
              07 00 0010 0000 ffff 0a010005 0a010005
            29 00 0040 02 000000                   ; TSr: TCP with opaque ports, ICMPv6 echo and reply
              07 06 0010 ffff 0000 c0a80000 c0a8ffff
              08 3a 0028 8000 81ff
                20010db8000100000000000000000000 20010db80001ffffffffffffffffffff
            29 00 000c 00 00 4013 00015180         ; N(AUTH_LIFETIME) one day
            00 00 0008 00 00 4002                  ; N(ADDITIONAL_TS_POSSIBLE)
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.IdResponder,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Response,
            MessageId: 1,
            Length: 348),
        [
            new IdPayload(false, IdType.Ipv4Address, new byte[] { 198, 51, 100, 1 }),
            new CertPayload(CertificateEncoding.X509Signature, new byte[] { 0x30, 3, 2, 1, 5 }),
            new AuthPayload(AuthMethod.DigitalSignature, Hex.Run(0xE0, 16)),
            new ConfigPayload(ConfigurationType.Reply,
            [
                ConfigurationAttribute.Address(
                    ConfigurationAttributeType.InternalIp4Address, IpAddress.Parse("10.1.0.5")),
                ConfigurationAttribute.Netmask(24),
                ConfigurationAttribute.Address(
                    ConfigurationAttributeType.InternalIp4Dns, IpAddress.Parse("10.1.0.1")),
                ConfigurationAttribute.Ip6Address(IpAddress.Parse("2001:db8::5"), 64),
                ConfigurationAttribute.Address(
                    ConfigurationAttributeType.InternalIp6Dns, IpAddress.Parse("2001:db8::1")),
                ConfigurationAttribute.Subnet(new IpPrefix(IpAddress.Parse("192.168.0.0"), 16)),
                ConfigurationAttribute.Subnet(new IpPrefix(IpAddress.Parse("2001:db8:1::"), 48)),
                ConfigurationAttribute.Text(ConfigurationAttributeType.ApplicationVersion, "gw/1"),
                ConfigurationAttribute.Text(ConfigurationAttributeType.InternalDnsDomain, "corp.example"),
            ]),
            new SaPayload(
            [
                new Proposal(1, ProtocolId.Esp, SpiOctets.From(0xDEADBEEF),
                [
                    Transform.Encryption(EncryptionId.AesGcm16, 128),
                    Transform.SequenceNumbers(SequenceNumbersId.Extended),
                ]),
            ]),
            new TsPayload(true, [TrafficSelector.FromPrefix(IpAddress.Parse("10.1.0.5"), 32)]),
            new TsPayload(false,
            [
                new TrafficSelector(
                    6, PortRange.Opaque, IpAddress.Parse("192.168.0.0"), IpAddress.Parse("192.168.255.255")),
                new TrafficSelector(
                    58,
                    new PortRange(PortRange.Icmp(128, 0), PortRange.Icmp(129, 255)),
                    IpAddress.Parse("2001:db8:1::"),
                    IpAddress.Parse("2001:db8:1:ffff:ffff:ffff:ffff:ffff")),
            ]),
            new NotifyPayload(NotifyType.AuthLifetime, new byte[] { 0, 1, 0x51, 0x80 }),
            new NotifyPayload(NotifyType.AdditionalTsPossible),
        ]);

    public static GoldenMessage EapRequest { get; } = new(
        "IKE_AUTH response with an EAP request",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            30 20 23 20 00000002 0000002c          ; EAP, IKE_AUTH, R, message 2, 44 octets
            00 00 0010 01 2a 000c 1a               ; EAP Request, identifier 42, 12 octets, MSCHAPv2
              01 2a 0007 100102
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.Eap,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Response,
            MessageId: 2,
            Length: 44),
        [new EapPayload(new byte[] { 1, 42, 0, 12, 26, 1, 42, 0, 7, 0x10, 1, 2 })]);

    public static GoldenMessage EapSuccess { get; } = new(
        "IKE_AUTH response with EAP success",
        Hex.Bytes("""
            0102030405060708 1112131415161718
            30 20 23 20 00000003 00000024          ; EAP, IKE_AUTH, R, message 3, 36 octets
            00 00 0008 03 2b 0004                  ; EAP Success, identifier 43
            """),
        new IkeHeader(
            0x0102030405060708,
            0x1112131415161718,
            PayloadType.Eap,
            2,
            0,
            ExchangeType.IkeAuth,
            HeaderFlags.Response,
            MessageId: 3,
            Length: 36),
        [new EapPayload(new byte[] { 3, 43, 0, 4 })]);
}
