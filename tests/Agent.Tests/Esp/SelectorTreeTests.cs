using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>The tree against a search through all pairs of selectors, one by one.</summary>
public sealed class SelectorTreeTests
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 400)]
    [InlineData(5, 300)]
    [InlineData(30, 100)]
    [InlineData(300, 15)]
    public void It_finds_what_a_search_through_all_finds(int owners, int rounds)
    {
        Random random = new(owners);
        int found = 0;
        for (int round = 0; round < rounds; round++)
        {
            (TrafficSelector[] Local, TrafficSelector[] Remote)[] all = [.. Enumerable.Range(0, owners).Select(_ => (Some(random), Some(random)))];
            SelectorTree tree = Tree(all.Select(a => new SelectorPolicy(a.Local, a.Remote)));
            for (int i = 0; i < 200; i++)
            {
                Flow flow = RandomFlow(random);
                int expected = Search(all, flow);
                Assert.Equal(expected, tree.Find(flow));
                found += expected >= 0 ? 1 : 0;
            }
        }

        Assert.InRange(found, rounds / 2, rounds * 199); // the flows are neither all in nor all out
    }

    [Fact]
    public void Both_directions_of_a_policy_agree_with_its_selectors()
    {
        Random random = new(7);
        for (int i = 0; i < 3000; i++)
        {
            (TrafficSelector[] Local, TrafficSelector[] Remote) sides = (Some(random), Some(random));
            SelectorPolicy policy = new(sides.Local, sides.Remote);
            byte[] bytes = Packets.Ipv4($"0.0.0.{random.Next(45)}", $"0.0.0.{random.Next(45)}", Packets.Udp, Packets.Ports(2, 3));
            Assert.True(InnerPacket.TryRead(bytes, out InnerPacket packet));
            Assert.Equal(Search([sides], packet.Outbound) == 0, policy.AllowsOutbound(packet));
            Assert.Equal(Search([(sides.Remote, sides.Local)], packet.Outbound) == 0, policy.AllowsInbound(packet));
            Assert.Equal(policy.AllowsOutbound(packet), policy.Allows(packet.Outbound));
        }
    }

    [Fact]
    public void A_thousand_prefixes_take_a_dozen_comparisons_whatever_encloses_them()
    {
        List<TrafficSelector> remote = [TrafficSelector.Any(IpFamily.IPv4), Selectors.Of("172.16.0.0/12"), TrafficSelector.Any(IpFamily.IPv6)];
        for (int i = 0; i < 1000; i++)
            remote.Add(i % 2 == 0 ? Selectors.Of($"172.16.{i / 4}.{i % 4 * 64}/26") : Selectors.Of($"2001:db8:{i:x}::/48"));
        AssertQuick(Tree(remote.Select(r => new SelectorPolicy(Child.Anywhere, [r]))), remote.Count);
        AssertQuick(new SelectorPolicy(Child.Anywhere, remote).Tree, remote.Count);
        AssertQuick(new SelectorPolicy(remote, Child.Anywhere).Tree, remote.Count);
    }

    [Fact]
    public void A_thousand_ports_of_one_network_take_no_more()
    {
        TrafficSelector[] remote = [.. Enumerable.Range(0, 1000).Select(i => Selectors.Of("192.168.9.0/24", Packets.Tcp, $"{(i * 2) + 1}"))];
        AssertQuick(new SelectorPolicy(Child.Anywhere, remote).Tree, remote.Length);
        AssertQuick(new SelectorPolicy(remote, Child.Anywhere).Tree, remote.Length);
    }

    [Fact]
    public void A_thousand_ranges_inside_each_other_take_no_more()
    {
        TrafficSelector[] remote = [.. Enumerable.Range(0, 1000).Select(i => Selectors.Of($"10.{i / 250}.{i % 250}.0-10.{19 - (i / 250)}.{255 - (i % 250)}.255"))];
        AssertQuick(Tree(remote.Select(r => new SelectorPolicy(Child.Anywhere, [r]))), remote.Length);
    }

    /// <summary>Stripes across stripes would be a quarter of a million cells.</summary>
    [Fact]
    public void What_the_peer_negotiates_bounds_the_tree()
    {
        List<SelectorPolicy> policies = [];
        for (int i = 0; i < 500; i++)
        {
            TrafficSelector stripe = Selectors.Of($"10.0.{i / 4}.{i % 4 * 64}/26");
            policies.Add(new SelectorPolicy([Selectors.Of("0.0.0.0/0", Packets.Tcp, $"{i + 1}")], [Selectors.Of("10.0.0.0/8")]));
            policies.Add(new SelectorPolicy([Selectors.Of("10.0.0.0/8")], [stripe]));
        }

        SelectorTree tree = Tree(policies);
        Assert.InRange(tree.Size, 1000, 1000 * 20);
    }

    [Fact]
    public void Of_more_pairs_than_are_looked_up_each_is_still_enforced()
    {
        TrafficSelector[] local = [.. Enumerable.Range(0, 255).Select(i => Selectors.Of($"10.0.{i}.0/25"))];
        TrafficSelector[] remote = [.. Enumerable.Range(0, 255).Select(i => Selectors.Of($"172.16.{i}.0/25")), Selectors.Of("2001:db8::/32")];
        SelectorPolicy monstrous = new(local, remote);
        SelectorPolicy narrow = new([Selectors.Of("10.0.3.0/24")], [Selectors.Of("172.16.3.0/24")]);
        SelectorTree tree = Tree([monstrous, narrow]);
        Assert.InRange(tree.Size, 3, 20);
        Assert.Equal(0, tree.Find(Flow("10.0.4.1", "172.16.254.1")));
        Assert.Equal(-1, tree.Find(Flow("10.0.4.128", "172.16.254.1")));
        Assert.Equal(-1, tree.Find(Flow("10.0.4.1", "172.16.254.128")));
        Assert.Equal(1, tree.Find(Flow("10.0.3.1", "172.16.3.1"))); // narrower than what all of the other lies in
        Assert.Equal(1, tree.Find(Flow("10.0.3.128", "172.16.3.1")));
    }

    [Fact]
    public void The_families_never_meet()
    {
        SelectorTree tree = Tree([
            new SelectorPolicy([TrafficSelector.Any(IpFamily.IPv4)], [TrafficSelector.Any(IpFamily.IPv4)]),
            new SelectorPolicy([TrafficSelector.Any(IpFamily.IPv6)], [Selectors.Of("::/64")]),
            new SelectorPolicy([TrafficSelector.Any(IpFamily.IPv4)], [TrafficSelector.Any(IpFamily.IPv6)])]);
        Assert.Equal(0, tree.Find(Flow("0.0.0.1", "0.0.0.2")));
        Assert.Equal(1, tree.Find(Flow("::1", "::2")));
        Assert.Equal(-1, tree.Find(Flow("::1", "1::2")));
        Assert.Equal(-1, Tree([]).Find(Flow("::1", "::2")));
    }

    private static void AssertQuick(SelectorTree tree, int boxes)
    {
        Assert.InRange(tree.Worst.Depth, 1, 13);
        Assert.InRange(tree.Worst.Leaf, 1, 4);
        Assert.InRange(tree.Size, boxes, boxes * 5);
    }

    private static SelectorTree Tree(IEnumerable<SelectorPolicy> policies) => SelectorTree.Of([.. policies]);

    private static TrafficSelector[] Some(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Selectors.Random(random))];

    private static Flow Flow(string local, string remote)
    {
        IpAddress from = IpAddress.Parse(local);
        return new Flow(from.Value, IpAddress.Parse(remote).Value, 5, 6, Packets.Udp, from.IsIPv6);
    }

    private static Flow RandomFlow(Random random)
    {
        bool isIPv6 = random.Next(3) == 0;
        UInt128 Address() => isIPv6 ? Selectors.Scatter((UInt128)random.Next(42)) : (UInt128)random.Next(42);
        int Port() => random.Next(4) == 0 ? Holdfast.Esp.Flow.NoPort : random.Next(7) == 0 ? random.Next(65536) : random.Next(6);
        byte protocol = random.Next(4) switch { 0 => Packets.Udp, 1 => Packets.Tcp, 2 => Packets.Icmp, _ => 47 };
        return new Flow(Address(), Address(), Port(), Port(), protocol, isIPv6);
    }

    /// <summary>By the words of the documentation: all pairs that match, the narrowest of them, axis by axis.</summary>
    private static int Search((TrafficSelector[] Local, TrafficSelector[] Remote)[] all, Flow flow)
    {
        var matches =
            from owner in Enumerable.Range(0, all.Length)
            from local in all[owner].Local
            from remote in all[owner].Remote
            where local.Contains(flow.LocalAddress, flow.Protocol, Shown(flow.LocalPort))
                && remote.Contains(flow.RemoteAddress, flow.Protocol, Shown(flow.RemotePort))
            orderby
                remote.End.Value - remote.Start.Value,
                local.End.Value - local.Start.Value,
                local.IpProtocol == 0 && remote.IpProtocol == 0,
                Width(remote.Ports),
                Width(local.Ports),
                owner
            select owner;
        return matches.FirstOrDefault(-1);
    }

    private static ushort? Shown(int port) => port == Holdfast.Esp.Flow.NoPort ? null : (ushort)port;

    private static int Width(PortRange ports) => ports.IsAny ? 65536 : ports.IsOpaque ? 0 : ports.End - ports.Start;
}
