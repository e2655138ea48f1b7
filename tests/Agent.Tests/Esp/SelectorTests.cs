using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SelectorTests
{
    private static readonly TrafficSelector[] Office = [Child.Selector("192.168.9.0/24")];

    [Theory]
    [InlineData(Packets.Office, Packets.Site, DropReason.None)]
    [InlineData("192.168.9.0", "10.1.0.0", DropReason.None)]
    [InlineData("192.168.9.255", "10.1.0.255", DropReason.None)]
    [InlineData("192.168.8.255", Packets.Site, DropReason.SelectorMismatch)] // spoofed source
    [InlineData("192.168.10.0", Packets.Site, DropReason.SelectorMismatch)]
    [InlineData(Packets.Site, Packets.Site, DropReason.SelectorMismatch)] // our own address as source
    [InlineData("127.0.0.1", Packets.Site, DropReason.SelectorMismatch)]
    [InlineData(Packets.Office, "10.0.255.255", DropReason.SelectorMismatch)]
    [InlineData(Packets.Office, "10.1.1.0", DropReason.SelectorMismatch)]
    [InlineData(Packets.Office, Packets.Office, DropReason.SelectorMismatch)]
    [InlineData(Packets.Site, Packets.Office, DropReason.SelectorMismatch)] // the other direction
    public void Inbound_source_must_be_remote_and_destination_local(string from, string to, DropReason expected)
    {
        ChildSaSpec spec = Child.Spec(remote: Office);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);

        Assert.Equal(expected, Child.Accept(path, peer.Carry(1, Udp(from, to))));
        Assert.Equal(expected == DropReason.None ? 0 : 1, path.Inbound.Drops[DropReason.SelectorMismatch]);
    }

    [Theory]
    [InlineData(Packets.Site, Packets.Office, DropReason.None)]
    [InlineData("10.1.0.255", "192.168.9.255", DropReason.None)]
    [InlineData("10.1.1.0", Packets.Office, DropReason.NoChildSa)]
    [InlineData(Packets.Site, "192.168.10.0", DropReason.NoChildSa)]
    [InlineData(Packets.Office, Packets.Site, DropReason.NoChildSa)]
    public void Outbound_source_must_be_local_and_destination_remote(string from, string to, DropReason expected)
    {
        using DataPath path = new();
        path.Install(Child.Spec(remote: Office));

        Assert.Equal(expected, Child.Protect(path, Udp(from, to)));
        Assert.Equal(expected == DropReason.None ? 0 : 1, path.Outbound.Drops[DropReason.NoChildSa]);
    }

    [Fact]
    public void The_family_must_match()
    {
        using DataPath path = new();
        path.Install(Child.Spec(local: [Child.Selector("10.1.0.0/24")], remote: [TrafficSelector.Any(IpFamily.IPv4)]));
        byte[] ipv6 = Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2));

        Assert.Equal(DropReason.NoChildSa, Child.Protect(path, ipv6));
        Assert.Equal(DropReason.None, Child.Protect(path, Packets.Out()));
    }

    [Theory]
    [InlineData(Packets.Tcp, 40000, 443, true)]
    [InlineData(Packets.Tcp, 40000, 444, false)]
    [InlineData(Packets.Tcp, 443, 40000, false)]
    [InlineData(Packets.Udp, 40000, 443, false)]
    public void Protocol_and_remote_port_are_enforced_both_ways(
        byte protocol, ushort local, ushort remote, bool allowed)
    {
        ChildSaSpec spec = Child.Spec(remote: [Child.Selector("192.168.9.0/24", Packets.Tcp, PortRange.Single(443))]);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] outbound = Packets.Ipv4(Packets.Site, Packets.Office, protocol, Packets.Ports(local, remote));
        byte[] inbound = Packets.Ipv4(Packets.Office, Packets.Site, protocol, Packets.Ports(remote, local));

        Assert.Equal(allowed ? DropReason.None : DropReason.NoChildSa, Child.Protect(path, outbound));
        Assert.Equal(
            allowed ? DropReason.None : DropReason.SelectorMismatch, Child.Accept(path, peer.Carry(1, inbound)));
    }

    [Fact]
    public void A_local_port_is_the_source_going_out_and_the_destination_coming_in()
    {
        ChildSaSpec spec = Child.Spec(local: [Child.Selector("10.1.0.0/24", Packets.Udp, new PortRange(1000, 1999))]);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);

        Assert.Equal(DropReason.None, Child.Protect(path, Udp(Packets.Site, Packets.Office, 1999, 5)));
        Assert.Equal(DropReason.NoChildSa, Child.Protect(path, Udp(Packets.Site, Packets.Office, 5, 1999)));
        Assert.Equal(DropReason.None, Child.Accept(path, peer.Carry(1, Udp(Packets.Office, Packets.Site, 5, 1000))));
        Assert.Equal(
            DropReason.SelectorMismatch, Child.Accept(path, peer.Carry(2, Udp(Packets.Office, Packets.Site, 1000, 5))));
    }

    [Fact]
    public void A_later_fragment_matches_any_port_only()
    {
        byte[] fragment = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1000, 2000), 0x2004);
        Assert.Equal(DropReason.None, ProtectUnder(fragment, Packets.Udp, PortRange.Any));
        Assert.Equal(DropReason.None, ProtectUnder(fragment, 0, PortRange.Any));
        Assert.Equal(DropReason.None, ProtectUnder(fragment, Packets.Udp, PortRange.Opaque));
        Assert.Equal(DropReason.NoChildSa, ProtectUnder(fragment, Packets.Udp, PortRange.Single(2000)));
        Assert.Equal(DropReason.NoChildSa, ProtectUnder(fragment, Packets.Udp, new PortRange(1, 65535)));
        Assert.Equal(DropReason.NoChildSa, ProtectUnder(fragment, Packets.Tcp, PortRange.Any));
    }

    [Theory]
    [InlineData(8, 0, true)]
    [InlineData(8, 1, false)]
    [InlineData(0, 0, false)]
    public void Icmp_type_and_code_are_matched(byte type, byte code, bool allowed)
    {
        byte[] echo = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Icmp, [type, code, 0, 0, 0, 0, 0, 0]);
        DropReason expected = allowed ? DropReason.None : DropReason.NoChildSa;
        Assert.Equal(expected, ProtectUnder(echo, Packets.Icmp, PortRange.Single(PortRange.Icmp(8, 0))));
    }

    [Fact]
    public void Any_local_goes_with_any_remote_selector()
    {
        using DataPath path = new();
        path.Install(Child.Spec(
            local: [Child.Selector("10.1.0.0/24"), Child.Selector("10.2.0.0/24")],
            remote: [Child.Selector("192.168.9.0/24"), Child.Selector("192.168.11.0/24")]));
        foreach (string from in new[] { "10.1.0.1", "10.2.0.1" })
        {
            foreach (string to in new[] { "192.168.9.1", "192.168.11.1" })
                Assert.Equal(DropReason.None, Child.Protect(path, Udp(from, to)));
        }
    }

    [Fact]
    public void No_selectors_allow_nothing()
    {
        using DataPath path = new();
        path.Install(Child.Spec(local: [], remote: []));
        Assert.Equal(DropReason.NoChildSa, Child.Protect(path, Packets.Out()));
    }

    [Fact]
    public void The_same_selectors_in_another_order_are_the_same()
    {
        SelectorPolicy policy = new(Child.SiteNetworks, Child.Anywhere);
        TrafficSelector[] local = [.. Child.SiteNetworks.Reverse()];
        TrafficSelector[] remote = [.. Child.Anywhere.Reverse()];
        Assert.True(policy.IsSameAs(new SelectorPolicy(local, remote)));
        Assert.False(policy.IsSameAs(new SelectorPolicy(Child.SiteNetworks, Office)));
        Assert.False(policy.IsSameAs(new SelectorPolicy(Child.SiteNetworks[..1], Child.Anywhere)));
        Assert.False(policy.IsSameAs(new SelectorPolicy(Child.Anywhere, Child.SiteNetworks)));
    }

    private static DropReason ProtectUnder(byte[] packet, byte protocol, PortRange ports)
    {
        using DataPath path = new();
        path.Install(Child.Spec(remote: [Child.Selector("0.0.0.0/0", protocol, ports)]));
        return Child.Protect(path, packet);
    }

    private static byte[] Udp(string from, string to, ushort source = 1000, ushort destination = 2000) =>
        Packets.Ipv4(from, to, Packets.Udp, Packets.Ports(source, destination));
}
