using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>The payloads that are a few fixed octets and data: KE, IDi, IDr, CERT, CERTREQ, AUTH, Nonce, V.</summary>
public sealed class OpaqueDataPayloadTests
{
    [Fact]
    public void KE_is_a_group_two_reserved_octets_and_the_value()
    {
        var payload = Codec.DecodeBody<KePayload>(PayloadType.KeyExchange, "0013 ffff aabbcc");

        Assert.Equal(KeyExchangeMethod.Ecp256, payload.Method);
        Assert.Equal(Hex.Bytes("aabbcc"), payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("0013 0000 aabbcc"), Codec.EncodeBody(payload));
    }

    [Theory]
    [InlineData(PayloadType.IdInitiator, true)]
    [InlineData(PayloadType.IdResponder, false)]
    public void ID_is_a_type_three_reserved_octets_and_the_identity(PayloadType type, bool isInitiator)
    {
        var payload = Codec.DecodeBody<IdPayload>(type, "02 ffffff 6777");

        Assert.Equal(isInitiator, payload.IsInitiator);
        Assert.Equal(type, payload.Type);
        Assert.Equal(IdType.Fqdn, payload.IdType);
        Assert.Equal("gw"u8.ToArray(), payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("02 000000 6777"), Codec.EncodeBody(payload));
    }

    [Fact]
    public void AUTH_is_a_method_three_reserved_octets_and_the_proof()
    {
        var payload = Codec.DecodeBody<AuthPayload>(PayloadType.Authentication, "02 ffffff 0102");

        Assert.Equal(AuthMethod.SharedKey, payload.Method);
        Assert.Equal([1, 2], payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("02 000000 0102"), Codec.EncodeBody(payload));
    }

    [Fact]
    public void CERT_is_an_encoding_and_the_certificate()
    {
        var payload = Codec.DecodeBody<CertPayload>(PayloadType.Certificate, "04 3082");

        Assert.Equal(CertificateEncoding.X509Signature, payload.Encoding);
        Assert.Equal([0x30, 0x82], payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("04 3082"), Codec.EncodeBody(payload));
    }

    [Fact]
    public void CERTREQ_is_an_encoding_and_the_authorities()
    {
        var payload = Codec.DecodeBody<CertReqPayload>(PayloadType.CertificateRequest, "0d 0102");

        Assert.Equal(CertificateEncoding.HashAndUrlOfBundle, payload.Encoding);
        Assert.Equal([1, 2], payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("0d 0102"), Codec.EncodeBody(payload));
    }

    [Theory]
    [InlineData(PayloadType.KeyExchange, 4)]
    [InlineData(PayloadType.IdInitiator, 4)]
    [InlineData(PayloadType.IdResponder, 4)]
    [InlineData(PayloadType.Authentication, 4)]
    [InlineData(PayloadType.Certificate, 1)]
    [InlineData(PayloadType.CertificateRequest, 1)]
    public void Fixed_octets_are_required_and_data_is_not(PayloadType type, int fixedOctets)
    {
        for (var length = 0; length < fixedOctets; length++)
        {
            var error = Codec.RefuseBody(type, Convert.ToHexString(new byte[length]));
            Assert.Equal(DecodeFault.Truncated, error.Fault);
        }

        Codec.Decode(type, Codec.WithHeader(new byte[fixedOctets]));
    }

    [Fact]
    public void Nonce_has_16_to_256_octets()
    {
        for (var length = 0; length <= 300; length++)
        {
            var accepted = PayloadChain.TryDecode(
                PayloadType.Nonce, Codec.WithHeader(new byte[length]), out _, out var error);

            Assert.Equal(length is >= 16 and <= 256, accepted);
            Assert.Equal(accepted ? default : new DecodeError(DecodeFault.BadLength, 4, PayloadType.Nonce), error);
        }
    }

    [Theory]
    [InlineData(PayloadType.VendorId)]
    [InlineData(PayloadType.Encrypted)]
    [InlineData((PayloadType)99)]
    public void Payload_without_structure_may_be_empty(PayloadType type)
    {
        var payload = Assert.Single(Codec.Decode(type, Codec.WithHeader([])));

        Assert.Equal(type, payload.Type);
        Assert.Empty(Codec.EncodeBody(payload));
    }

    [Fact]
    public void Unknown_numbers_survive()
    {
        Assert.Equal(
            (KeyExchangeMethod)0xFFEE, Codec.DecodeBody<KePayload>(PayloadType.KeyExchange, "ffee 0000").Method);
        Assert.Equal((IdType)0xC9, Codec.DecodeBody<IdPayload>(PayloadType.IdResponder, "c9 000000").IdType);
        Assert.Equal((AuthMethod)0xFF, Codec.DecodeBody<AuthPayload>(PayloadType.Authentication, "ff 000000").Method);
        Assert.Equal(
            (CertificateEncoding)0xFE, Codec.DecodeBody<CertPayload>(PayloadType.Certificate, "fe").Encoding);
    }

    [Fact]
    public void Decoded_data_is_a_copy()
    {
        var chain = Codec.WithHeader(Hex.Run(1, 16));
        var payload = Assert.IsType<NoncePayload>(Assert.Single(Codec.Decode(PayloadType.Nonce, chain)));

        Array.Clear(chain);

        Assert.Equal(Hex.Run(1, 16), payload.Data.ToArray());
    }
}
