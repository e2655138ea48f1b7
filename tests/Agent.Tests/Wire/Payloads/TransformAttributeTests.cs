using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class TransformAttributeTests
{
    private const PayloadType Sa = PayloadType.SecurityAssociation;

    [Fact]
    public void Short_key_length_is_the_key_length()
    {
        var transform = Decode("800e 0100");

        Assert.Equal((ushort)256, transform.KeyLength);
        Assert.Empty(transform.OtherAttributes);
        Assert.Equal(Transform.Encryption(EncryptionId.AesGcm16, 256), transform);
    }

    [Fact]
    public void Without_attributes_there_is_no_key_length()
    {
        var transform = Decode("");

        Assert.Null(transform.KeyLength);
        Assert.Empty(transform.OtherAttributes);
    }

    [Fact]
    public void Second_key_length_is_kept_apart()
    {
        var transform = Decode("800e 0080 800e 0100");

        Assert.Equal((ushort)128, transform.KeyLength);
        Assert.Equal(TransformAttribute.KeyLength(256), Assert.Single(transform.OtherAttributes));
    }

    [Theory]
    [InlineData("000e 0002 0100", 14, false, "0100")]
    [InlineData("000e 0000", 14, false, "")]
    [InlineData("800d 0100", 13, true, "0100")]
    [InlineData("ffff 0001", 0x7FFF, true, "0001")]
    [InlineData("0000 0003 aabbcc", 0, false, "aabbcc")]
    public void Attribute_that_is_not_understood_is_kept(string octets, int number, bool isShort, string value)
    {
        var transform = Decode(octets);

        Assert.Null(transform.KeyLength);
        var other = Assert.Single(transform.OtherAttributes);
        Assert.Equal(new TransformAttribute((ushort)number, isShort, Hex.Bytes(value)), other);
        Assert.False(other.TryGetKeyLength(out var bits));
        Assert.Equal(0, bits);
    }

    [Fact]
    public void Attributes_are_returned_unmodified()
    {
        const string Attributes = "800e 0100 8007 0001 1234 0003 aabbcc 000e 0000";

        var payload = new SaPayload([new Proposal(1, ProtocolId.Ike, default, [Decode(Attributes)])]);

        Assert.Equal(Body(Hex.Bytes(Attributes)), Codec.EncodeBody(payload));
    }

    [Theory]
    [InlineData("80")]
    [InlineData("800e")]
    [InlineData("800e 01")]
    [InlineData("000e")]
    [InlineData("000e 00")]
    [InlineData("000e 0001")]
    [InlineData("000e ffff 0102")]
    [InlineData("800e 0100 00")]
    public void Attribute_cut_short_is_refused(string attributes)
    {
        var error = Codec.Refuse(Sa, Codec.WithHeader(Body(Hex.Bytes(attributes))));

        Assert.Equal(DecodeFault.Truncated, error.Fault);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Attributes_are_limited(int count, bool accepted)
    {
        var attributes = Enumerable.Repeat(Hex.Bytes("8001 0001"), count).SelectMany(octets => octets).ToArray();
        var chain = Codec.WithHeader(Body(attributes));

        Assert.Equal(accepted, PayloadChain.TryDecode(Sa, chain, out _, out var error));
        Assert.Equal(accepted ? DecodeFault.None : DecodeFault.TooMany, error.Fault);
    }

    [Fact]
    public void What_does_not_fit_its_format_is_misuse()
    {
        Assert.Throws<ArgumentException>(() => Encode(new TransformAttribute(0x8000, IsShort: true, new byte[2])));
        Assert.Throws<ArgumentException>(() => Encode(new TransformAttribute(1, IsShort: true, new byte[1])));
        Assert.Throws<ArgumentException>(() => Encode(new TransformAttribute(1, IsShort: true, new byte[3])));
    }

    [Fact]
    public void Factories_use_the_numbers_of_their_registry()
    {
        Assert.Equal(new Transform(TransformType.Encryption, 12, 128), Transform.Encryption(EncryptionId.AesCbc, 128));
        Assert.Equal(new Transform(TransformType.Prf, 7), Transform.Prf(PrfId.HmacSha512));
        Assert.Equal(new Transform(TransformType.Integrity, 12), Transform.Integrity(IntegrityId.HmacSha256_128));
        Assert.Equal(new Transform(TransformType.KeyExchange, 31), Transform.KeyExchange(KeyExchangeMethod.Curve25519));
        Assert.Equal(
            new Transform(TransformType.SequenceNumbers, 1), Transform.SequenceNumbers(SequenceNumbersId.Extended));
    }

    [Fact]
    public void Transforms_differ_by_what_they_ask_for()
    {
        var transform = Decode("800e 0080 8001 0001");

        Assert.Equal(transform, Decode("800e 0080 8001 0001"));
        Assert.Equal(transform.GetHashCode(), Decode("800e 0080 8001 0001").GetHashCode());
        Assert.NotEqual(transform, Decode("800e 0100 8001 0001"));
        Assert.NotEqual(transform, Decode("800e 0080 8001 0002"));
        Assert.NotEqual(transform, Decode("800e 0080"));
        Assert.NotEqual(transform, transform with { Id = 12 });
        Assert.NotEqual(transform, transform with { Type = TransformType.Prf });
    }

    private static byte[] Body(byte[] attributes)
    {
        var transformLength = 8 + attributes.Length;
        return
        [
            0, 0, 0, (byte)(8 + transformLength), 1, 1, 0, 1,
            0, 0, 0, (byte)transformLength, 1, 0, 0, 20,
            .. attributes,
        ];
    }

    private static Transform Decode(string attributes)
    {
        var payload = Codec.Decode(Sa, Codec.WithHeader(Body(Hex.Bytes(attributes))));
        return Assert.Single(Assert.Single(Assert.IsType<SaPayload>(Assert.Single(payload)).Proposals).Transforms);
    }

    private static void Encode(TransformAttribute attribute)
    {
        var transform = Transform.Prf(PrfId.HmacMd5) with { OtherAttributes = [attribute] };
        Codec.Encode(new SaPayload([new Proposal(1, ProtocolId.Ike, default, [transform])]));
    }
}
