using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class TsPayloadTests
{
    private const PayloadType Ts = PayloadType.TsInitiator;
    private const string AnyIpv4 = "07 00 0010 0000 ffff 00000000 ffffffff";

    [Theory]
    [InlineData(PayloadType.TsInitiator, true)]
    [InlineData(PayloadType.TsResponder, false)]
    public void Type_tells_whose_selectors_they_are(PayloadType type, bool isInitiator)
    {
        var payload = Codec.DecodeBody<TsPayload>(type, "01 ffffff " + AnyIpv4);

        Assert.Equal(isInitiator, payload.IsInitiator);
        Assert.Equal(type, payload.Type);
        Assert.Equal(TrafficSelector.Any(IpFamily.IPv4), Assert.Single(payload.Selectors));
        Assert.Empty(payload.UnknownSelectors);
        Assert.Equal(Hex.Bytes("01 000000 " + AnyIpv4), Codec.EncodeBody(payload));
    }

    [Fact]
    public void Every_field_is_where_figure_20_puts_it()
    {
        var payload = Codec.DecodeBody<TsPayload>(Ts, "01 000000 07 11 0010 0102 0304 0a000001 0a0000ff");

        var selector = Assert.Single(payload.Selectors);
        Assert.Equal(TrafficSelectorType.Ipv4AddressRange, selector.Type);
        Assert.Equal(17, selector.IpProtocol);
        Assert.Equal(0x0102, selector.StartPort);
        Assert.Equal(0x0304, selector.EndPort);
        Assert.Equal("10.0.0.1", selector.Start.ToString());
        Assert.Equal("10.0.0.255", selector.End.ToString());
    }

    [Theory]
    [InlineData("00 000000")]
    [InlineData("00 000000 " + AnyIpv4)]
    [InlineData("01 000000")]
    [InlineData("02 000000 " + AnyIpv4)]
    [InlineData("ff 000000 " + AnyIpv4)]
    public void Count_must_be_that_of_the_selectors(string body)
    {
        var error = Codec.RefuseBody(Ts, body);

        Assert.Equal(new DecodeError(DecodeFault.BadCount, 0, Ts), error);
    }

    [Fact]
    public void More_selectors_than_the_count_says_are_trailing() => Assert.Equal(
        new DecodeError(DecodeFault.TrailingBytes, 20, Ts),
        Codec.RefuseBody(Ts, "01 000000 " + AnyIpv4 + AnyIpv4));

    [Theory]
    [InlineData("07 00 0010 0000 ffff 0a000002 0a000001", 12)]                       // addresses reversed
    [InlineData("07 00 0010 0000 ffff ffffffff 00000000", 12)]
    [InlineData("07 06 0010 0002 0001 00000000 ffffffff", 8)]                        // ports reversed
    [InlineData("07 06 0010 ffff 0001 00000000 ffffffff", 8)]
    [InlineData("07 06 0010 fffe 0000 00000000 ffffffff", 8)]
    [InlineData("08 00 0028 0000 ffff 80000000000000000000000000000000 7fffffffffffffffffffffffffffffff", 12)]
    public void Reversed_range_is_refused(string selector, int offset) => Assert.Equal(
        new DecodeError(DecodeFault.BadValue, offset, Ts), Codec.RefuseBody(Ts, "01 000000 " + selector));

    [Fact]
    public void Opaque_ports_are_the_one_reversed_range_that_means_something()
    {
        var payload = Codec.DecodeBody<TsPayload>(Ts, "01 000000 07 06 0010 ffff 0000 00000000 ffffffff");

        Assert.True(Assert.Single(payload.Selectors).Ports.IsOpaque);
    }

    [Theory]
    [InlineData("07 00 000f 0000 ffff 00000000 ffffff")]
    [InlineData("07 00 0011 0000 ffff 00000000 ffffffff 00")]
    [InlineData("07 00 0004")]
    [InlineData("07 00 0028 0000 ffff 00000000000000000000000000000000 ffffffffffffffffffffffffffffffff")]
    [InlineData("08 00 0010 0000 ffff 00000000 ffffffff")]
    public void Length_must_be_that_of_the_type(string selector) => Assert.Equal(
        new DecodeError(DecodeFault.BadLength, 8, Ts), Codec.RefuseBody(Ts, "01 000000 " + selector));

    [Fact]
    public void Selectors_of_unknown_types_are_kept_and_counted()
    {
        const string Body = "03 000000 " + AnyIpv4 + "09 05 0007 aabbcc fe 00 0004";

        var payload = Codec.DecodeBody<TsPayload>(Ts, Body);

        Assert.Single(payload.Selectors);
        Assert.Equal(
            [
                new UnknownSelector(TrafficSelectorType.FibreChannelAddressRange, 5, Hex.Bytes("aabbcc")),
                new UnknownSelector((TrafficSelectorType)0xFE, 0, default),
            ],
            payload.UnknownSelectors);
        Assert.Equal(Hex.Bytes(Body), Codec.EncodeBody(payload));
    }

    [Fact]
    public void Selectors_may_all_be_unknown()
    {
        var payload = Codec.DecodeBody<TsPayload>(Ts, "01 000000 0a 00 0005 61");

        Assert.Empty(payload.Selectors);
        Assert.Single(payload.UnknownSelectors);
    }

    [Fact]
    public void As_many_as_the_count_can_say_are_read_and_one_more_is_misuse()
    {
        var full = new TsPayload(true, [.. Enumerable.Repeat(TrafficSelector.Any(IpFamily.IPv4), 255)]);
        var label = new UnknownSelector(TrafficSelectorType.SecurityLabel, 0, default);
        var over = full with { UnknownSelectors = [label] };

        Assert.Equal(full, Assert.Single(Codec.Decode(Ts, Codec.Encode(full))));
        Assert.Throws<ArgumentException>(() => Codec.Encode(over));
    }

    [Fact]
    public void Equality_sees_both_lists()
    {
        var payload = Codec.DecodeBody<TsPayload>(Ts, "02 000000 " + AnyIpv4 + "0a 00 0005 61");

        Assert.Equal(payload, Codec.DecodeBody<TsPayload>(Ts, "02 000000 " + AnyIpv4 + "0a 00 0005 61"));
        Assert.NotEqual(payload, payload with { UnknownSelectors = [] });
        Assert.NotEqual(payload, payload with { Selectors = [] });
        Assert.NotEqual(payload, payload with { IsInitiator = false });
    }
}
