using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class NotifyPayloadTests
{
    [Fact]
    public void Every_field_is_where_figure_16_puts_it()
    {
        var payload = Codec.DecodeBody<NotifyPayload>(PayloadType.Notify, "03 04 4009 c0ffee01 aabb");

        Assert.Equal(ProtocolId.Esp, payload.Protocol);
        Assert.Equal(Hex.Bytes("c0ffee01"), payload.Spi.ToArray());
        Assert.Equal(NotifyType.RekeySa, payload.NotifyType);
        Assert.Equal(Hex.Bytes("aabb"), payload.Data.ToArray());
        Assert.Equal(Hex.Bytes("03 04 4009 c0ffee01 aabb"), Codec.EncodeBody(payload));
    }

    [Fact]
    public void Short_form_has_neither_protocol_nor_SPI()
    {
        var payload = new NotifyPayload(NotifyType.Cookie, Hex.Bytes("0102"));

        Assert.Equal(Hex.Bytes("00 00 4006 0102"), Codec.EncodeBody(payload));
        Assert.Equal(new NotifyPayload(ProtocolId.None, default, NotifyType.Cookie, Hex.Bytes("0102")), payload);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(14, true)]
    [InlineData(16383, true)]
    [InlineData(16384, false)]
    [InlineData(40960, false)]
    [InlineData(65535, false)]
    public void Types_below_16384_are_errors(int type, bool isError)
    {
        var payload = Codec.DecodeBody<NotifyPayload>(PayloadType.Notify, $"00 00 {type:x4}");

        Assert.Equal((NotifyType)type, payload.NotifyType);
        Assert.Equal(isError, payload.IsError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("03 04")]
    [InlineData("03 04 40")]
    [InlineData("03 04 4009")]
    [InlineData("03 04 4009 c0ffee")]
    [InlineData("03 ff 4009 c0ffee01")]
    public void Octets_cut_short_are_refused(string body) =>
        Assert.Equal(DecodeFault.Truncated, Codec.RefuseBody(PayloadType.Notify, body).Fault);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(255)]
    public void SPI_of_any_size_survives_but_only_four_octets_are_a_child_SPI(int size)
    {
        var payload = new NotifyPayload(ProtocolId.Esp, Hex.Run(1, size), NotifyType.RekeySa, default);

        var decoded = Assert.IsType<NotifyPayload>(
            Assert.Single(Codec.Decode(PayloadType.Notify, Codec.Encode(payload))));

        Assert.Equal(payload, decoded);
        Assert.False(decoded.TryGetSpi(out _));
    }

    [Fact]
    public void Oversized_SPI_is_misuse() => Assert.Throws<ArgumentException>(() =>
        Codec.Encode(new NotifyPayload(ProtocolId.Esp, new byte[256], NotifyType.RekeySa, default)));
}
