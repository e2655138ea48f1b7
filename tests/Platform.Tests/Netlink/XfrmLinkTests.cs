using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

public sealed class XfrmLinkTests
{
    // ip link add hfx type xfrm if_id 0x48460001, as strace saw it (iproute2 6.1), without the netlink header
    private const string Captured =
        "00000000000000000000000000000000" + "0800030068667800" + "18001200" + "080001007866726d" + "0c000200" + "08000200" + "01004648";

    [Fact]
    public void The_request_is_that_of_iproute2_but_for_the_flag_of_nested_attributes()
    {
        byte[] message = LinkCodec.NewXfrm("hfx", 0x48460001).Seal(1)[16..].ToArray();
        message[16 + 8 + 3] &= 0x7F;
        message[16 + 8 + 4 + 8 + 3] &= 0x7F;

        Assert.Equal(Captured, Convert.ToHexString(message).ToLowerInvariant());
    }

    [Fact]
    public void It_is_made_or_the_kernel_knows_no_such_kind() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        try
        {
            LinkEntry link = netlink.AddXfrmLink("hf0", 0x48460001);
            Assert.Equal(("hf0", "xfrm", 0x48460001u, false), (link.Name, link.Kind, link.IfId, link.IsUp));
            Assert.True(netlink.DeleteLink(link.Index));
            Assert.Null(netlink.FindLink("hf0"));
        }
        catch (LinuxException failure)
        {
            Assert.Equal(EOPNOTSUPP, failure.Errno);
            Assert.StartsWith("add xfrm link hf0: ", failure.Message);
        }
    });

    [Fact]
    public void One_that_drops_everything_is_made_or_the_kernel_knows_no_such_kind() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        try
        {
            LinkEntry link = netlink.AddDummyLink("hf0");
            Assert.Equal(("hf0", "dummy", 0u, false), (link.Name, link.Kind, link.IfId, link.IsUp));
            Assert.True(netlink.DeleteLink(link.Index));
        }
        catch (LinuxException failure)
        {
            Assert.Equal(EOPNOTSUPP, failure.Errno);
            Assert.StartsWith("add dummy link hf0: ", failure.Message);
        }
    });

    [Fact]
    public void A_link_is_deleted_once() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;

        Assert.True(netlink.DeleteLink(link));
        Assert.Null(netlink.FindLink("hf0"));
        Assert.False(netlink.DeleteLink(link));
    });

    [Fact]
    public void Kind_and_interface_are_read()
    {
        byte[] message = LinkCodec.NewXfrm("hf0", 5).Seal(1).ToArray();
        Assert.True(new NetlinkMessages(message).TryNext(out NetlinkMessage found));

        Assert.True(LinkCodec.TryParse(found, out LinkEntry link));
        Assert.Equal(new LinkEntry(0, "hf0", false, 0) { Kind = "xfrm", IfId = 5 }, link);
    }
}
