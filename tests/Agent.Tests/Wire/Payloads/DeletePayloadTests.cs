using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class DeletePayloadTests
{
    private const PayloadType Delete = PayloadType.Delete;

    [Theory]
    [InlineData("01 00 0000", ProtocolId.Ike, new uint[0])]
    [InlineData("03 04 0001 00000001", ProtocolId.Esp, new uint[] { 1 })]
    [InlineData("02 04 0002 c0ffee01 ffffffff", ProtocolId.Ah, new uint[] { 0xC0FFEE01, 0xFFFFFFFF })]
    [InlineData("03 04 0000", ProtocolId.Esp, new uint[0])]
    [InlineData("04 00 0000", (ProtocolId)4, new uint[0])]
    [InlineData("ff 04 0001 00000007", (ProtocolId)255, new uint[] { 7 })]
    public void Protocol_and_SPIs_are_read_and_written(string body, ProtocolId protocol, uint[] spis)
    {
        var payload = Codec.DecodeBody<DeletePayload>(Delete, body);

        Assert.Equal(protocol, payload.Protocol);
        Assert.Equal(spis, payload.Spis);
        Assert.Equal(Hex.Bytes(body), Codec.EncodeBody(payload));
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("03 04")]
    [InlineData("03 04 00")]
    public void Octets_cut_short_are_refused(string body) =>
        Assert.Equal(DecodeFault.Truncated, Codec.RefuseBody(Delete, body).Fault);

    [Theory]
    [InlineData("01 04 0001 00000001")]
    [InlineData("01 08 0001 0000000000000001")]
    [InlineData("03 00 0000")]
    [InlineData("03 08 0001 0000000000000001")]
    [InlineData("02 05 0001 0000000001")]
    [InlineData("00 03 0001 000001")]
    [InlineData("ff ff 0000")]
    public void SPI_size_must_fit_the_protocol(string body) =>
        Assert.Equal(DecodeFault.BadValue, Codec.RefuseBody(Delete, body).Fault);

    [Theory]
    [InlineData("01 00 0001")]
    [InlineData("01 00 ffff")]
    [InlineData("03 04 0000 00000001")]
    [InlineData("03 04 0001")]
    [InlineData("03 04 0002 00000001")]
    [InlineData("03 04 0001 00000001 00000002")]
    [InlineData("03 04 0001 0000000102")]
    [InlineData("03 04 ffff 00000001")]
    [InlineData("01 00 0000 00")]
    public void Count_must_fit_what_is_there(string body) =>
        Assert.Equal(DecodeFault.BadCount, Codec.RefuseBody(Delete, body).Fault);

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void SPIs_are_limited(int count, bool accepted)
    {
        var chain = Codec.Encode(new DeletePayload(ProtocolId.Esp, new uint[count]));

        Assert.Equal(accepted, PayloadChain.TryDecode(Delete, chain, out _, out var error));
        Assert.Equal(accepted ? DecodeFault.None : DecodeFault.TooMany, error.Fault);
    }

    [Fact]
    public void More_SPIs_than_the_count_can_say_are_misuse() => Assert.Throws<ArgumentException>(() =>
        Codec.Encode(new DeletePayload(ProtocolId.Esp, new uint[65536])));
}
