using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;
using static Holdfast.Tests.Xfrm.Captured;

namespace Holdfast.Tests.Xfrm;

/// <summary>Events that only a kernel with ESP sends, put together from its structures.</summary>
public sealed class EventTests
{
    private const ushort IPv4 = 2;
    private const byte Esp = 50;

    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");
    private static readonly XfrmStateId Id = new(Two, 0xC0000001);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_limit_was_reached(byte hard, bool isHard)
    {
        XfrmUserExpire expire = Expire(Esp);
        expire.hard = hard;

        Assert.Equal(new XfrmExpired(Id, 7, 5, isHard), Parse(XFRM_MSG_EXPIRE, [.. Of(expire), .. IfId(5)]));
    }

    [Fact]
    public void The_other_side_is_behind_another_port() => Assert.Equal(
        new XfrmMapping(Id, 7, One, 4500, Two, 20001),
        Parse(XFRM_MSG_MAPPING, Of(new XfrmUserMapping
        {
            id = new XfrmUserSaId
            {
                daddr = XfrmBytes.Address(Two), spi = XfrmBytes.Order(Id.Spi), family = IPv4, proto = Esp,
            },
            reqid = 7,
            old_saddr = XfrmBytes.Address(One),
            new_saddr = XfrmBytes.Address(Two),
            old_sport = XfrmBytes.Order((ushort)4500),
            new_sport = XfrmBytes.Order((ushort)20001),
        })));

    [Fact]
    public void What_is_not_ESP_is_not_ours() => Assert.Null(Parse(XFRM_MSG_EXPIRE, Of(Expire(51))));

    [Fact]
    public void Of_a_lost_message_something_remains() => Assert.IsType<XfrmOverrun>(Parse(4, []));

    private static XfrmUserExpire Expire(byte protocol)
    {
        var expire = default(XfrmUserExpire);
        expire.state.id = new XfrmId
        {
            daddr = XfrmBytes.Address(Two), spi = XfrmBytes.Order(Id.Spi), proto = protocol,
        };
        expire.state.family = IPv4;
        expire.state.reqid = 7;
        return expire;
    }

    private static byte[] IfId(uint value) => [8, 0, (byte)XFRMA_IF_ID, 0, .. Of(value)];

    private static XfrmEvent? Parse(ushort type, byte[] payload)
    {
        var datagram = KernelFunction.Message(default, type, 0, payload);
        Assert.True(new NetlinkMessages(datagram).TryNext(out NetlinkMessage message));
        return XfrmEventCodec.Parse(message);
    }
}
