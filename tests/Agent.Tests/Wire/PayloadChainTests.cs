using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class PayloadChainTests
{
    private static readonly byte[] OneVendorId = Hex.Bytes("00 00 0006 aabb");

    [Fact]
    public void Empty_chain_is_no_payload()
    {
        Assert.Empty(Codec.Decode(PayloadType.None, []));
        Assert.Empty(Codec.Encode());
        Assert.Equal(PayloadType.None, PayloadChain.FirstType([]));
    }

    [Fact]
    public void First_type_is_that_of_the_first_payload() => Assert.Equal(
        PayloadType.Notify,
        PayloadChain.FirstType([new NotifyPayload(NotifyType.Cookie), new VendorIdPayload(default)]));

    [Fact]
    public void Octets_after_the_last_payload_are_refused()
    {
        Assert.Equal(
            new DecodeError(DecodeFault.TrailingBytes, 0, PayloadType.None), Codec.Refuse(PayloadType.None, [0]));
        Assert.Equal(
            new DecodeError(DecodeFault.TrailingBytes, 6, PayloadType.None),
            Codec.Refuse(PayloadType.VendorId, [.. OneVendorId, 0]));
    }

    [Fact]
    public void Announced_payload_that_is_missing_is_refused() => Assert.Equal(
        new DecodeError(DecodeFault.Truncated, 6, PayloadType.Notify),
        Codec.Refuse(PayloadType.VendorId, Hex.Bytes("29 00 0006 aabb")));

    [Theory]
    [InlineData(0, DecodeFault.BadLength)]
    [InlineData(1, DecodeFault.BadLength)]
    [InlineData(2, DecodeFault.BadLength)]
    [InlineData(3, DecodeFault.BadLength)]
    [InlineData(7, DecodeFault.Truncated)]
    [InlineData(0x8000, DecodeFault.Truncated)]
    [InlineData(0xFFFF, DecodeFault.Truncated)]
    public void Payload_length_must_be_possible(int length, DecodeFault fault)
    {
        byte[] chain = [0, 0, (byte)(length >> 8), (byte)length, 0xAA, 0xBB];

        Assert.Equal(new DecodeError(fault, 2, PayloadType.VendorId), Codec.Refuse(PayloadType.VendorId, chain));
    }

    [Fact]
    public void Reserved_bits_are_ignored_and_sent_as_zero()
    {
        var payload = Assert.Single(Codec.Decode(PayloadType.VendorId, Hex.Bytes("00 7f 0006 aabb")));

        Assert.False(payload.Critical);
        Assert.Equal(OneVendorId, Codec.Encode(payload));
    }

    [Theory]
    [InlineData("00 80 0006 aabb", true)]
    [InlineData("00 ff 0006 aabb", true)]
    [InlineData("00 00 0006 aabb", false)]
    [InlineData("00 7f 0006 aabb", false)]
    public void Unknown_payload_keeps_its_type_data_and_critical_flag(string chain, bool critical)
    {
        foreach (var type in new byte[] { 1, 13, 32, 49, 52, 54, 127, 128, 255 })
        {
            var payload = Assert.IsType<UnknownPayload>(
                Assert.Single(Codec.Decode((PayloadType)type, Hex.Bytes(chain))));

            Assert.Equal((PayloadType)type, payload.Type);
            Assert.Equal(critical, payload.Critical);
            Assert.Equal([0xAA, 0xBB], payload.Data.ToArray());
        }
    }

    [Fact]
    public void Payloads_behind_an_unknown_critical_one_are_decoded()
    {
        var payloads = Codec.Decode((PayloadType)200, Hex.Bytes("2b 80 0004 00 00 0006 aabb"));

        Assert.Equal(2, payloads.Count);
        Assert.Equal(new UnknownPayload((PayloadType)200, critical: true, default), payloads[0]);
        Assert.Equal(new VendorIdPayload(Hex.Bytes("aabb")), payloads[1]);
    }

    [Fact]
    public void Critical_flag_of_known_payloads_survives()
    {
        Payload[] payloads = [new NotifyPayload(NotifyType.Cookie, Hex.Run(1, 4)) { Critical = true }];

        Assert.Equal(payloads, Codec.Decode(PayloadType.Notify, Codec.Encode(payloads)));
        Assert.NotEqual(payloads[0], payloads[0] with { Critical = false });
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Payloads_are_limited(int count, bool accepted)
    {
        var chain = Codec.Encode([.. Enumerable.Repeat(new VendorIdPayload(default), count)]);

        Assert.Equal(accepted, PayloadChain.TryDecode(PayloadType.VendorId, chain, out var payloads, out var error));
        Assert.Equal(accepted ? count : 0, payloads.Count);
        Assert.Equal(accepted ? default : new DecodeError(DecodeFault.TooMany, 256, PayloadType.VendorId), error);
    }

    [Fact]
    public void Error_names_the_payload_and_the_place_in_the_whole_chain()
    {
        var chain = Hex.Bytes("28 00 0006 aabb  00 00 0008 01020304");

        Assert.Equal(
            new DecodeError(DecodeFault.BadLength, 10, PayloadType.Nonce), Codec.Refuse(PayloadType.VendorId, chain));
        Assert.Equal("BadLength at octet 10 (payload Nonce)", Codec.Refuse(PayloadType.VendorId, chain).ToString());
    }

    [Fact]
    public void Body_that_does_not_fit_a_length_is_misuse()
    {
        Codec.Encode(new VendorIdPayload(new byte[ushort.MaxValue - 4]));

        Assert.Throws<ArgumentException>(() => Codec.Encode(new VendorIdPayload(new byte[ushort.MaxValue - 3])));
    }

    [Fact]
    public void Payloads_are_equal_by_content_and_differ_by_any_field()
    {
        Payload[] different =
        [
            new KePayload(KeyExchangeMethod.Ecp256, Hex.Run(1, 4)),
            new KePayload(KeyExchangeMethod.Ecp384, Hex.Run(1, 4)),
            new KePayload(KeyExchangeMethod.Ecp256, Hex.Run(2, 4)),
            new IdPayload(true, IdType.Fqdn, Hex.Run(1, 4)),
            new IdPayload(false, IdType.Fqdn, Hex.Run(1, 4)),
            new IdPayload(true, IdType.KeyId, Hex.Run(1, 4)),
            new IdPayload(true, IdType.Fqdn, Hex.Run(2, 4)),
            new CertPayload(CertificateEncoding.X509Signature, Hex.Run(1, 4)),
            new CertPayload(CertificateEncoding.Crl, Hex.Run(1, 4)),
            new CertReqPayload(CertificateEncoding.X509Signature, Hex.Run(1, 4)),
            new AuthPayload(AuthMethod.SharedKey, Hex.Run(1, 4)),
            new AuthPayload(AuthMethod.RsaSignature, Hex.Run(1, 4)),
            new NoncePayload(Hex.Run(1, 16)),
            new NoncePayload(Hex.Run(1, 17)),
            new NotifyPayload(NotifyType.Cookie, Hex.Run(1, 4)),
            new NotifyPayload(NotifyType.Cookie2, Hex.Run(1, 4)),
            new NotifyPayload(ProtocolId.Esp, Hex.Run(1, 4), NotifyType.Cookie, default),
            new DeletePayload(ProtocolId.Esp, [1]),
            new DeletePayload(ProtocolId.Ah, [1]),
            new DeletePayload(ProtocolId.Esp, [2]),
            new VendorIdPayload(Hex.Run(1, 4)),
            new EncryptedPayload(PayloadType.Notify, Hex.Run(1, 4)),
            new EncryptedPayload(PayloadType.None, Hex.Run(1, 4)),
            new EncryptedFragmentPayload(PayloadType.None, 1, 2, Hex.Run(1, 4)),
            new EncryptedFragmentPayload(PayloadType.None, 2, 2, Hex.Run(1, 4)),
            new EncryptedFragmentPayload(PayloadType.None, 1, 3, Hex.Run(1, 4)),
            new EapPayload(new byte[] { 3, 1, 0, 4 }),
            new EapPayload(new byte[] { 3, 2, 0, 4 }),
            new ConfigPayload(ConfigurationType.Reply, []),
            new ConfigPayload(ConfigurationType.Request, []),
            new UnknownPayload((PayloadType)200, critical: false, Hex.Run(1, 4)),
            new UnknownPayload((PayloadType)201, critical: false, Hex.Run(1, 4)),
        ];

        for (var i = 0; i < different.Length; i++)
        {
            var copy = Assert.Single(Codec.Decode(different[i].Type, Codec.Encode(different[i])));
            Assert.Equal(different[i].GetHashCode(), copy.GetHashCode());
            for (var j = 0; j < different.Length; j++)
                Assert.True(i == j == copy.Equals(different[j]), $"{different[i]} and {different[j]}");
        }
    }
}
