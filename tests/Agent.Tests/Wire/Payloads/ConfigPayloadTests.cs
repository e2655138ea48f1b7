using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class ConfigPayloadTests
{
    private const PayloadType Cp = PayloadType.Configuration;

    [Fact]
    public void Type_reserved_octets_and_attributes_are_read()
    {
        var payload = Codec.DecodeBody<ConfigPayload>(Cp, "02 ffffff 8001 0004 0a010005 0003 0000");

        Assert.Equal(ConfigurationType.Reply, payload.ConfigurationType);
        Assert.Equal(
            [
                new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Address, Hex.Bytes("0a010005")),
                ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp4Dns),
            ],
            payload.Attributes);
        Assert.Equal(Hex.Bytes("02 000000 0001 0004 0a010005 0003 0000"), Codec.EncodeBody(payload));
    }

    [Fact]
    public void Attributes_may_be_missing_and_unknown_numbers_survive()
    {
        Assert.Empty(Codec.DecodeBody<ConfigPayload>(Cp, "04 000000").Attributes);

        var payload = Codec.DecodeBody<ConfigPayload>(Cp, "c8 000000 7fff 0002 aabb");
        Assert.Equal((ConfigurationType)200, payload.ConfigurationType);
        Assert.Equal((ConfigurationAttributeType)0x7FFF, Assert.Single(payload.Attributes).Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("01 0000")]
    [InlineData("01 000000 00")]
    [InlineData("01 000000 0001")]
    [InlineData("01 000000 0001 00")]
    [InlineData("01 000000 0001 0001")]
    [InlineData("01 000000 0001 0005 0a010005")]
    [InlineData("01 000000 0001 ffff 0a010005")]
    public void Octets_cut_short_are_refused(string body) =>
        Assert.Equal(DecodeFault.Truncated, Codec.RefuseBody(Cp, body).Fault);

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Attributes_are_limited(int count, bool accepted)
    {
        var attribute = ConfigurationAttribute.Request(ConfigurationAttributeType.InternalIp4Dns);
        var chain = Codec.Encode(
            new ConfigPayload(ConfigurationType.Reply, [.. Enumerable.Repeat(attribute, count)]));

        Assert.Equal(accepted, PayloadChain.TryDecode(Cp, chain, out _, out var error));
        Assert.Equal(accepted ? DecodeFault.None : DecodeFault.TooMany, error.Fault);
    }

    [Fact]
    public void Number_beyond_15_bits_is_misuse()
    {
        var attribute = new ConfigurationAttribute((ConfigurationAttributeType)0x8000, default);

        Assert.Throws<ArgumentException>(() => Codec.Encode(new ConfigPayload(ConfigurationType.Set, [attribute])));
    }
}
