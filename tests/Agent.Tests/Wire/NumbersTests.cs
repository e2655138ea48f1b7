using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>Numbers that other implementations rely on, copied by hand from the tables of the RFCs.</summary>
public sealed class NumbersTests
{
    [Fact]
    public void Payload_types_are_those_of_section_3_2() => AssertRun<PayloadType>(
        33,
        "SecurityAssociation KeyExchange IdInitiator IdResponder Certificate CertificateRequest Authentication Nonce "
        + "Notify Delete VendorId TsInitiator TsResponder Encrypted Configuration Eap");

    [Fact]
    public void Exchange_types_are_those_of_section_3_1() =>
        AssertRun<ExchangeType>(34, "IkeSaInit IkeAuth CreateChildSa Informational");

    [Fact]
    public void Transform_types_are_those_of_section_3_3_2() =>
        AssertRun<TransformType>(1, "Encryption Prf Integrity KeyExchange SequenceNumbers AdditionalKeyExchange1");

    [Fact]
    public void Status_notifies_are_numbered_without_a_gap() => AssertRun<NotifyType>(
        16384,
        "InitialContact SetWindowSize AdditionalTsPossible IpcompSupported NatDetectionSourceIp "
        + "NatDetectionDestinationIp Cookie UseTransportMode HttpCertLookupSupported RekeySa "
        + "EspTfcPaddingNotSupported NonFirstFragmentsAlso MobikeSupported AdditionalIp4Address "
        + "AdditionalIp6Address NoAdditionalAddresses UpdateSaAddresses Cookie2 NoNatsAllowed AuthLifetime "
        + "MultipleAuthSupported AnotherAuthFollows RedirectSupported Redirect RedirectedFrom TicketLtOpaque "
        + "TicketRequest TicketAck TicketNack TicketOpaque LinkId UseWespMode RohcSupported EapOnlyAuthentication "
        + "ChildlessIkev2Supported QuickCrashDetection Ikev2MessageIdSyncSupported IpsecReplayCounterSyncSupported "
        + "Ikev2MessageIdSync IpsecReplayCounterSync SecurePasswordMethods PskPersist PskConfirm ErxSupported");

    [Theory]
    [InlineData(1, NotifyType.UnsupportedCriticalPayload)]
    [InlineData(4, NotifyType.InvalidIkeSpi)]
    [InlineData(5, NotifyType.InvalidMajorVersion)]
    [InlineData(7, NotifyType.InvalidSyntax)]
    [InlineData(9, NotifyType.InvalidMessageId)]
    [InlineData(11, NotifyType.InvalidSpi)]
    [InlineData(14, NotifyType.NoProposalChosen)]
    [InlineData(17, NotifyType.InvalidKePayload)]
    [InlineData(24, NotifyType.AuthenticationFailed)]
    [InlineData(34, NotifyType.SinglePairRequired)]
    [InlineData(35, NotifyType.NoAdditionalSas)]
    [InlineData(36, NotifyType.InternalAddressFailure)]
    [InlineData(37, NotifyType.FailedCpRequired)]
    [InlineData(38, NotifyType.TsUnacceptable)]
    [InlineData(39, NotifyType.InvalidSelectors)]
    [InlineData(40, NotifyType.UnacceptableAddresses)]
    [InlineData(41, NotifyType.UnexpectedNatDetected)]
    [InlineData(43, NotifyType.TemporaryFailure)]
    [InlineData(44, NotifyType.ChildSaNotFound)]
    [InlineData(16430, NotifyType.Ikev2FragmentationSupported)]
    [InlineData(16431, NotifyType.SignatureHashAlgorithms)]
    [InlineData(16435, NotifyType.UsePpk)]
    [InlineData(16438, NotifyType.IntermediateExchangeSupported)]
    [InlineData(16441, NotifyType.AdditionalKeyExchange)]
    public void Notify_types_are_those_of_section_3_10_1(int number, NotifyType type) =>
        Assert.Equal(number, (int)type);

    [Fact]
    public void Algorithms_are_those_of_the_registry()
    {
        Assert.Equal(
            (12, 13, 20, 28),
            ((int)EncryptionId.AesCbc, (int)EncryptionId.AesCtr, (int)EncryptionId.AesGcm16,
                (int)EncryptionId.ChaCha20Poly1305));
        Assert.Equal(
            (2, 5, 6, 7),
            ((int)PrfId.HmacSha1, (int)PrfId.HmacSha256, (int)PrfId.HmacSha384, (int)PrfId.HmacSha512));
        AssertRun<IntegrityId>(12, "HmacSha256_128 HmacSha384_192 HmacSha512_256");
        AssertRun<KeyExchangeMethod>(14, "Modp2048 Modp3072 Modp4096 Modp6144 Modp8192 Ecp256 Ecp384 Ecp521");
        AssertRun<KeyExchangeMethod>(31, "Curve25519 Curve448");
        AssertRun<SequenceNumbersId>(0, "NotExtended Extended");
    }

    [Fact]
    public void Configuration_attributes_are_those_of_section_3_15_1()
    {
        AssertRun<ConfigurationAttributeType>(
            1, "InternalIp4Address InternalIp4Netmask InternalIp4Dns InternalIp4Nbns");
        AssertRun<ConfigurationAttributeType>(6, "InternalIp4Dhcp ApplicationVersion InternalIp6Address");
        AssertRun<ConfigurationAttributeType>(
            12, "InternalIp6Dhcp InternalIp4Subnet SupportedAttributes InternalIp6Subnet");
        AssertRun<ConfigurationAttributeType>(25, "InternalDnsDomain InternalDnssecTa");
        Assert.Equal(10, (int)ConfigurationAttributeType.InternalIp6Dns);
        AssertRun<ConfigurationType>(1, "Request Reply Set Ack");
    }

    [Fact]
    public void Identities_and_methods_are_those_of_their_sections()
    {
        Assert.Equal(
            (1, 2, 3, 5, 9, 10, 11),
            ((int)IdType.Ipv4Address, (int)IdType.Fqdn, (int)IdType.Rfc822Address, (int)IdType.Ipv6Address,
                (int)IdType.DerAsn1Dn, (int)IdType.DerAsn1Gn, (int)IdType.KeyId));
        AssertRun<AuthMethod>(1, "RsaSignature SharedKey DssSignature");
        AssertRun<AuthMethod>(9, "EcdsaSha256P256 EcdsaSha384P384 EcdsaSha512P521");
        Assert.Equal(14, (int)AuthMethod.DigitalSignature);
        AssertRun<ProtocolId>(1, "Ike Ah Esp");
        AssertRun<TrafficSelectorType>(7, "Ipv4AddressRange Ipv6AddressRange");
        AssertRun<EapCode>(1, "Request Response Success Failure");
        Assert.Equal(4, (int)CertificateEncoding.X509Signature);
        Assert.Equal(53, (int)PayloadType.EncryptedFragment);
    }

    /// <summary>The names have consecutive numbers from <paramref name="first"/> on.</summary>
    private static void AssertRun<T>(int first, string names)
        where T : struct, Enum
    {
        var expected = names.Split(' ').Select((name, index) => $"{name} {first + index}");
        var actual = names.Split(' ').Select(name => $"{name} {Convert.ToInt32(Enum.Parse<T>(name))}");
        Assert.Equal(expected, actual);
    }
}
