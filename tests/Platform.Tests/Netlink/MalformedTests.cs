using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;

namespace Holdfast.Tests.Netlink;

/// <summary>Whatever bytes stand in for the kernel's, reading them ends and throws nothing.</summary>
public sealed class MalformedTests
{
    private static readonly byte[] Route = Sealed(RouteCodec.Request(
        RtNetlink.RTM_NEWROUTE, 0, new RouteEntry(IpPrefix.Host(IPAddress.Loopback)) { Link = 1, Mtu = 1400 }));

    private static readonly byte[] Rule = Sealed(RuleCodec.Request(
        RtNetlink.RTM_NEWRULE, 0, new RuleEntry(true, 1, 2) { Mark = 3, Mask = 4, SuppressPrefixLength = 5 }));

    private static readonly byte[] Address = Sealed(AddressCodec.Request(
        RtNetlink.RTM_NEWADDR, 0, new AddressEntry(1, IpPrefix.Host(IPAddress.IPv6Loopback))));

    [Fact]
    public void What_is_written_is_read_back()
    {
        Assert.Contains("127.0.0.1/32 dev 1 table 254", Parse(Route));
        Assert.Contains("-6 1: fwmark 0x3/0x4 table 2 suppress_prefixlength 5", Parse(Rule));
        Assert.Contains("::1/128 on link 1", Parse(Address));
    }

    [Fact]
    public void Truncation_at_every_length_is_survived()
    {
        foreach (byte[] message in new[] { Route, Rule, Address })
        {
            for (int length = 0; length < message.Length; length++) Assert.Empty(Parse(message[..length]));
        }
    }

    [Fact]
    public void Random_changes_are_survived()
    {
        var random = new Random(20240607);
        foreach (byte[] message in new[] { Route, Rule, Address })
        {
            for (int i = 0; i < 20_000; i++)
            {
                byte[] changed = [.. message];
                for (int j = random.Next(1, 4); j > 0; j--)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                Parse(changed);
            }
        }
    }

    [Fact]
    public void An_attribute_without_progress_ends_the_walk()
    {
        int count = 0;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes([0, 0, 1, 0, 4, 0, 1, 0])) count++;

        Assert.Equal(0, count);
    }

    [Fact]
    public void Random_answers_are_survived()
    {
        var random = new Random(20240608);
        for (int i = 0; i < 2_000; i++)
        {
            using var netlink = new RouteNetlink(new KernelFunction((request, _) =>
            {
                byte[] answer = KernelFunction.Acknowledge(request, 22, "why");
                for (int j = 0; j < 3; j++) answer[random.Next(answer.Length)] = (byte)random.Next(256);
                return [answer, KernelFunction.Acknowledge(request, 22)];
            }));
            Exception? thrown = Record.Exception(() => netlink.SetLinkUp(1));
            Assert.True(thrown is null or LinuxException, $"{thrown}");
        }
    }

    private static byte[] Sealed(NetlinkRequest request) => request.Seal(1).ToArray();

    private static List<string> Parse(byte[] bytes)
    {
        var found = new List<string>();
        var messages = new NetlinkMessages(bytes);
        while (messages.TryNext(out NetlinkMessage message))
        {
            if (RouteCodec.TryParse(message, out RouteEntry route)) found.Add($"{route}");
            if (RuleCodec.TryParse(message, out RuleEntry rule)) found.Add($"{rule}");
            if (AddressCodec.TryParse(message, out AddressEntry address)) found.Add($"{address}");
            if (LinkCodec.TryParse(message, out LinkEntry link)) found.Add($"{link}");
        }

        return found;
    }
}
