using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

/// <summary>What the real kernel seldom does, done by a function in its place.</summary>
public sealed class ExchangeTests
{
    private static readonly RouteEntry Route = new(IpPrefix.Default(false)) { Link = 1, Table = 7000 };
    private static readonly RuleEntry Rule = new(IsIPv6: false, 100, 7000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_error_at_any_step_is_thrown_there_with_the_kernels_words(int step)
    {
        var kernel = KernelFunction.FailingAt(step, ENOMEM, "no room for it");
        using var netlink = new RouteNetlink(kernel);

        var refusal = Assert.Throws<LinuxException>(() =>
        {
            netlink.SetLinkUp(1);
            netlink.Add(Route);
            netlink.Add(Rule);
        });
        Assert.Equal(step, kernel.Requests);
        Assert.Equal((ENOMEM, "no room for it"), (refusal.Errno, refusal.Detail));
    }

    [Fact]
    public void Without_the_capability_the_message_names_it()
    {
        using var netlink = new RouteNetlink(KernelFunction.FailingAt(1, EPERM));

        var refusal = Assert.Throws<LinuxException>(() => netlink.SetLinkUp(7));
        Assert.Equal("set link 7 up: Operation not permitted (EPERM): needs CAP_NET_ADMIN", refusal.Message);
    }

    [Fact]
    public void What_was_there_or_was_gone_is_false()
    {
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, EEXIST)).Add(Route));
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, EEXIST)).Add(Rule));
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, ESRCH)).Delete(Route));
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, ENODEV)).Delete(Route));
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, ENOENT)).Delete(Rule));
        Assert.False(new RouteNetlink(KernelFunction.FailingAt(1, EAFNOSUPPORT)).DisableIPv6AddressGeneration(1));
    }

    [Fact]
    public void The_text_is_found_behind_a_repeated_request()
    {
        using var netlink = new RouteNetlink(new KernelFunction((request, _) =>
        {
            byte[] repeated = new byte[request.nlmsg_len - 16];
            byte[] error = KernelFunction.Bytes(new NlMsgErr { error = -EINVAL, msg = request });
            byte[] text = KernelFunction.Bytes(new NlAttr { nla_len = 8, nla_type = NLMSGERR_ATTR_MSG });
            byte[] payload = [.. error, .. repeated, .. text, .. "why\0"u8];
            return [KernelFunction.Message(request, NLMSG_ERROR, NLM_F_ACK_TLVS, payload)];
        }));

        Assert.Equal("why", Assert.Throws<LinuxException>(() => netlink.Add(Route)).Detail);
    }

    [Fact]
    public void The_answer_to_an_exchange_given_up_is_passed_over()
    {
        using var netlink = new RouteNetlink(new KernelFunction((request, _) =>
        {
            NlMsgHdr earlier = request;
            earlier.nlmsg_seq--;
            return [KernelFunction.Acknowledge(earlier, EPERM), KernelFunction.Acknowledge(request, 0)];
        }));

        Assert.True(netlink.Add(Route));
    }

    [Fact]
    public void A_dump_that_was_disturbed_is_made_again()
    {
        var kernel = new KernelFunction((request, number) => Dump(request, isDisturbed: number < 3));
        using var netlink = new RouteNetlink(kernel);

        Assert.Single(netlink.Rules());
        Assert.Equal(3, kernel.Requests);
    }

    [Fact]
    public void A_dump_that_is_always_disturbed_ends()
    {
        using var netlink = new RouteNetlink(new KernelFunction((request, _) => Dump(request, isDisturbed: true)));

        Assert.Equal(EINTR, Assert.Throws<LinuxException>(netlink.Rules).Errno);
    }

    [Fact]
    public void A_dump_that_ends_in_an_error_is_thrown()
    {
        using var netlink = new RouteNetlink(new KernelFunction((request, _) =>
            [KernelFunction.Message(request, NLMSG_DONE, 0, KernelFunction.Bytes(-ENOBUFS))]));

        Assert.Equal(ENOBUFS, Assert.Throws<LinuxException>(netlink.Routes).Errno);
    }

    [Fact]
    public void Data_lost_is_thrown()
    {
        using var netlink = new RouteNetlink(new KernelFunction((request, _) =>
            [KernelFunction.Message(request, NLMSG_OVERRUN, 0, [])]));

        Assert.Equal(ENOBUFS, Assert.Throws<LinuxException>(netlink.Routes).Errno);
    }

    private static IEnumerable<byte[]> Dump(NlMsgHdr request, bool isDisturbed)
    {
        byte[] rule = KernelFunction.Bytes(new FibRuleHdr { family = 2, table = 254, action = 1 });
        yield return KernelFunction.Message(request, RtNetlink.RTM_NEWRULE, isDisturbed ? NLM_F_DUMP_INTR : 0, rule);
        yield return KernelFunction.Message(request, NLMSG_DONE, 0, [0, 0, 0, 0]);
    }
}
