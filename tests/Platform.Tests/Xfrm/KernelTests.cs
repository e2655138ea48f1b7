using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Xfrm;

/// <summary>What the kernel of every machine with XFRM does, with ESP or without.</summary>
public sealed class KernelTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");
    private static readonly IPAddress OneSix = IPAddress.Parse("2001:db8::1"), TwoSix = IPAddress.Parse("2001:db8::2");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_allocated_SPI_is_a_state_that_can_be_found_listed_and_deleted(bool isIPv6) => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        (IPAddress source, IPAddress destination) = isIPv6 ? (OneSix, TwoSix) : (One, Two);
        uint spi = netlink.AllocateSpi(source, destination, 7, 9);
        uint another = netlink.AllocateSpi(source, destination, 7, 9);
        Assert.NotEqual(spi, another);
        Assert.True(spi >= 0x100);

        XfrmStateRecord found = netlink.Find(new XfrmStateId(destination, spi))!;
        Assert.Equal((source, XfrmMode.Tunnel, 7u, 9u), (found.Source, found.Mode, found.RequestId, found.IfId));
        uint[] expected = [spi, another];
        Assert.Equal(expected.Order(), netlink.States().Select(state => state.Id.Spi).Order());

        Assert.True(netlink.Delete(found.Id));
        Assert.Null(netlink.Find(found.Id));
        Assert.False(netlink.Delete(found.Id));
        Assert.Single(netlink.States());
    });

    [Theory]
    [InlineData(XfrmMode.Tunnel)]
    [InlineData(XfrmMode.Transport)]
    public void A_state_is_installed_or_the_kernel_says_what_it_lacks(XfrmMode mode) => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        var state = new XfrmState
        {
            Source = One, Destination = Two, Spi = 0x1234, Mode = mode, Algorithm = XfrmAlgorithm.Cbc("hmac(sha256)", 128),
        };
        Exception? refusal = Record.Exception(() => netlink.Add(state, new byte[16], new byte[32]));

        if (refusal is null) Assert.Equal(mode, Assert.Single(netlink.States()).Mode);
        else Assert.Equal(EPROTONOSUPPORT, Assert.IsType<LinuxException>(refusal).Errno);
    });

    [Fact]
    public void The_kernel_explains_a_refusal() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        var state = new XfrmState
        {
            Source = One, Destination = Two, Spi = 0x1234, Algorithm = new XfrmAlgorithm("no(such)", 128, null, null, 0),
        };
        var refusal = Assert.Throws<LinuxException>(() => netlink.Add(state, new byte[16], []));

        Assert.Equal("add state 00001234 to 192.0.2.2: Function not implemented (ENOSYS): Requested AEAD algorithm not found", refusal.Message);
    });

    [Theory]
    [InlineData(XfrmDirection.In, false)]
    [InlineData(XfrmDirection.Out, true)]
    [InlineData(XfrmDirection.Forward, false)]
    public void A_policy_comes_and_goes(XfrmDirection direction, bool isIPv6) => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        XfrmPolicy policy = Policy(direction, isIPv6);

        Assert.Empty(netlink.Policies());
        Assert.True(netlink.Add(policy));
        Assert.Equal(policy, Assert.Single(netlink.Policies()));
        Assert.False(netlink.Add(policy));

        Assert.True(netlink.Delete(policy.Id));
        Assert.Empty(netlink.Policies());
        Assert.False(netlink.Delete(policy.Id));
    });

    [Fact]
    public void Setting_adds_and_replaces() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        XfrmPolicy policy = Policy(XfrmDirection.Out, isIPv6: false);
        netlink.Set(policy);
        Assert.Equal(policy, Assert.Single(netlink.Policies()));

        XfrmPolicy blocked = policy with { Action = XfrmAction.Block, Template = null, Priority = 5 };
        netlink.Set(blocked);
        Assert.Equal(blocked, Assert.Single(netlink.Policies()));
    });

    [Fact]
    public void Interface_and_mark_make_a_policy_another() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        XfrmPolicy policy = Policy(XfrmDirection.Out, isIPv6: false);
        XfrmPolicy onLink = policy with { Id = policy.Id with { IfId = 6 } };
        XfrmPolicy marked = policy with { Id = policy.Id with { Mark = 1, MarkMask = 0xFF } };
        Assert.True(netlink.Add(policy) && netlink.Add(onLink) && netlink.Add(marked));
        Assert.True(netlink.Delete(onLink.Id));

        Assert.Equal(2, netlink.Policies().Count);
        Assert.DoesNotContain(onLink, netlink.Policies());
    });

    [Fact]
    public void A_long_list_comes_whole() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        for (uint i = 0; i < 200; i++)
        {
            XfrmPolicy policy = Policy(XfrmDirection.Out, isIPv6: false);
            netlink.Add(policy with { Id = policy.Id with { IfId = 100 + i } });
            netlink.AllocateSpi(One, Two, i, 0);
        }

        Assert.Equal(200, netlink.Policies().Select(policy => policy.Id.IfId).Distinct().Count());
        Assert.Equal(200, netlink.States().Select(state => state.RequestId).Distinct().Count());
    });

    [Fact]
    public void A_policy_moves() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        XfrmPolicy policy = Policy(XfrmDirection.Out, isIPv6: false);
        netlink.Add(policy);
        IPAddress three = IPAddress.Parse("192.0.2.3");
        var move = new XfrmMove(One, Two, three, Two, 7);
        try
        {
            Assert.True(netlink.Migrate(policy.Id, move, null));
        }
        catch (LinuxException failure) when (failure.Errno == ENOPROTOOPT)
        {
            Assert.Skip("this kernel has no CONFIG_XFRM_MIGRATE");
        }

        Assert.Equal(three, Assert.Single(netlink.Policies()).Template!.Source);
        Assert.False(netlink.Migrate(policy.Id with { Direction = XfrmDirection.In }, move, null));
    });

    [Fact]
    public void Policies_of_sockets_are_not_listed() => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        using UdpSocket socket = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0));
        socket.SetPolicyBypass();

        Assert.Empty(netlink.Policies());
    });

    private static XfrmPolicy Policy(XfrmDirection direction, bool isIPv6) => new(
        new XfrmPolicyId(
            isIPv6
                ? new XfrmSelector(new IpPrefix(IPAddress.Parse("fd00::"), 16), IpPrefix.Default(true), 17, 53, 0xFFFF)
                : new XfrmSelector(new IpPrefix(IPAddress.Parse("10.1.0.0"), 16), IpPrefix.Default(false)),
            direction, 5))
    {
        Priority = 1000, Template = new XfrmTemplate(One, Two, 0, 7),
    };
}
