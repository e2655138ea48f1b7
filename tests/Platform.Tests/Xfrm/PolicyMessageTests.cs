using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;

namespace Holdfast.Tests.Xfrm;

/// <summary>Requests about policies, byte for byte those of iproute2.</summary>
public sealed unsafe class PolicyMessageTests
{
    // xfrm policy add src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp sport 80 dev lo dir out priority 1000 if_id 5 mark 0x10
    // mask 0xf0 tmpl src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc0000001 reqid 0x48460001 mode tunnel
    private const string Add = """
        0a02 00*14 0a01 00*19 50ffff020010100600000001 00*7 ff*32 00*64 e803 00*6 01 00*7
        44000500c0000202 00*12 c00000013200000002000000c0000201 00*12 0100464801000000 ff*12
        0c00150010000000f000000008001f0005000000
        """;

    // xfrm policy update src ::/0 dst ::/0 dir fwd action block priority 9
    private const string Block = "00*40 0a 00*15 ff*32 00*64 09 00*7 0201 00*6";

    // xfrm policy delete src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp sport 80 dev lo dir out if_id 5 mark 0x10 mask 0xf0
    private const string Delete =
        "0a02 00*14 0a01 00*19 50ffff020010100600000001 00*11 010000000c00150010000000f000000008001f0005000000";

    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    private static readonly XfrmPolicyId Id = new(
        new XfrmSelector(
            new IpPrefix(IPAddress.Parse("10.1.0.0"), 16), new IpPrefix(IPAddress.Parse("10.2.0.0"), 16), 6, 80, 0xFFFF)
        {
            Link = 1,
        },
        XfrmDirection.Out, 5, 0x10, 0xF0);

    private static readonly XfrmPolicy Policy = new(Id)
    {
        Priority = 1000, Template = new XfrmTemplate(One, Two, 0xC0000001, 0x48460001),
    };

    [Fact]
    public void A_policy_with_a_template() =>
        Captured.AssertSame(Add, XfrmPolicyCodec.Request(XFRM_MSG_NEWPOLICY, Policy), sizeof(XfrmUserPolicyInfo));

    [Fact]
    public void A_policy_that_blocks()
    {
        var everything = new XfrmSelector(IpPrefix.Default(true), IpPrefix.Default(true));
        var policy = new XfrmPolicy(new XfrmPolicyId(everything, XfrmDirection.Forward))
        {
            Action = XfrmAction.Block, Priority = 9,
        };

        Captured.AssertSame(Block, XfrmPolicyCodec.Request(XFRM_MSG_UPDPOLICY, policy), sizeof(XfrmUserPolicyInfo));
    }

    [Fact]
    public void A_policy_is_deleted() =>
        Captured.AssertSame(Delete, XfrmPolicyCodec.Delete(Id), sizeof(XfrmUserPolicyId));

    [Fact]
    public void What_is_written_is_read_back()
    {
        XfrmPolicy offloaded = Policy with { OffloadLink = 3 };
        new NetlinkMessages(XfrmPolicyCodec.Request(XFRM_MSG_NEWPOLICY, offloaded).Seal(1)).TryNext(out NetlinkMessage message);

        Assert.True(XfrmPolicyCodec.TryParse(message, out XfrmPolicy found));
        Assert.Equal(offloaded, found);
    }
}
