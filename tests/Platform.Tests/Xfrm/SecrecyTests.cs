using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Xfrm;

/// <summary>Keys are in memory only while the kernel is asked.</summary>
public sealed class SecrecyTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)0xA5, 20)];

    private static readonly XfrmState State = new()
    {
        Source = IPAddress.Parse("192.0.2.1"),
        Destination = IPAddress.Parse("192.0.2.2"),
        Spi = 0xC0000001,
        Algorithm = XfrmAlgorithm.Rfc4106Gcm,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(22)]
    public void A_request_is_wiped_however_it_ends(int error)
    {
        var kernel = KernelFunction.FailingAt(error == 0 ? 0 : 1, error);
        using var netlink = new XfrmNetlink(kernel);
        Exception? refusal = Record.Exception(() => Assert.True(netlink.Add(State, Key, [])));

        Assert.Equal(error == 0 ? null : typeof(LinuxException), refusal?.GetType());
        Assert.True(kernel.LastRequest.AsSpan().IndexOf(Key) > 0);
        Assert.Equal(-1, kernel.RequestMemory.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_request_that_cannot_be_sent_is_wiped()
    {
        var kernel = new KernelFunction((_, _) => []);
        using var netlink = new XfrmNetlink(kernel);

        Assert.Equal(ETIMEDOUT, Assert.Throws<LinuxException>(() => netlink.Update(State, Key, [])).Errno);
        Assert.Equal(-1, kernel.RequestMemory.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void An_answer_is_wiped()
    {
        byte[] payload = XfrmStateCodec.Request(XFRM_MSG_NEWSA, State, Key, []).Seal(1)[16..].ToArray();
        var kernel = new KernelFunction((request, _) =>
        [
            [
                .. KernelFunction.Message(request, XFRM_MSG_NEWSA, 0, payload),
                .. KernelFunction.Message(request, NLMSG_ERROR, NLM_F_CAPPED, KernelFunction.Bytes(default(NlMsgErr))),
            ],
        ]);
        using var netlink = new XfrmNetlink(kernel);

        Assert.Equal(State.Id, netlink.Find(State.Id)!.Id);
        Assert.True(payload.AsSpan().IndexOf(Key) > 0);
        Assert.Equal(-1, kernel.AnswerMemory.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void What_was_there_or_was_gone_is_false()
    {
        Assert.False(new XfrmNetlink(KernelFunction.FailingAt(1, EEXIST)).Add(State, Key, []));
        Assert.False(new XfrmNetlink(KernelFunction.FailingAt(1, ESRCH)).Update(State, Key, []));
        Assert.False(new XfrmNetlink(KernelFunction.FailingAt(1, ESRCH)).Delete(State.Id));
        Assert.Null(new XfrmNetlink(KernelFunction.FailingAt(1, ESRCH)).Find(State.Id));
    }
}
