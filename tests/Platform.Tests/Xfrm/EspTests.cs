using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Xfrm;

/// <summary>States in a kernel that has ESP; on another, which nothing can be installed into, they are skipped.</summary>
public sealed class EspTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    public static readonly TheoryData<string, int, int> Algorithms = new()
    {
        { "gcm", 20, 0 }, { "gcm", 36, 0 }, { "chacha", 36, 0 }, { "hmac(sha256)", 16, 32 }, { "hmac(sha384)", 32, 48 },
        { "hmac(sha512)", 32, 64 },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Each_algorithm_is_taken_in_both_directions_with_extended_numbers(string name, int cipherKey, int hashKey) =>
        Run(netlink =>
        {
            foreach (bool isInbound in new[] { true, false })
            {
                XfrmState state = State(isInbound ? 1u : 2u) with
                {
                    Algorithm = Algorithm(name), ExtendedSequenceNumbers = true, ReplayWindow = 4096, IsInbound = isInbound,
                };
                Assert.True(netlink.Add(state, new byte[cipherKey], new byte[hashKey]));
                Assert.False(netlink.Add(state, new byte[cipherKey], new byte[hashKey]));
            }

            Assert.Equal(2, netlink.States().Count);
        });

    [Fact]
    public void All_of_a_state_comes_back() => Run(netlink =>
    {
        uint[] bitmap = [.. Enumerable.Range(1, 128).Select(i => (uint)i)];
        XfrmState state = State(7) with
        {
            Encapsulation = new XfrmEncapsulation(4500, 20001),
            RequestId = 11,
            IfId = 12,
            OutputMark = 13,
            ExtendedSequenceNumbers = true,
            ReplayWindow = 4096,
            IsInbound = true,
            MayBeFragmented = true,
            Limits = new XfrmLimits(1000, 2000, 10, 20),
            Replay = new XfrmReplay(6, 2, 0x9000, 1, bitmap),
            Usage = new XfrmUsage(100, 3, 1_700_000_000, 1_700_000_001, 0, 0, 0, new XfrmReplay(0, 0, 0, 0, [])),
        };
        Assert.True(netlink.Add(state, new byte[20], []));

        XfrmStateRecord found = netlink.Find(state.Id)!;
        Assert.Equal((One, XfrmMode.Tunnel, 11u, 12u, 13u), (found.Source, found.Mode, found.RequestId, found.IfId, found.OutputMark));
        Assert.Equal(state.Encapsulation, found.Encapsulation);
        Assert.Equal((100ul, 3ul, 1_700_000_000ul), (found.Usage.Bytes, found.Usage.Packets, found.Usage.AddedAt));
        XfrmReplay replay = found.Usage.Replay;
        Assert.Equal((6u, 2u, 0x9000u, 1u), (replay.Outbound, replay.OutboundHigh, replay.Inbound, replay.InboundHigh));
        Assert.Equal(bitmap, replay.Bitmap);
    });

    [Fact]
    public void Counters_of_a_short_window_come_back() => Run(netlink =>
    {
        XfrmState state = State(7) with { ReplayWindow = 32, IsInbound = true, Replay = new XfrmReplay(0, 0, 40, 0, [0xFF]) };
        netlink.Add(state, new byte[20], []);

        XfrmReplay replay = netlink.Find(state.Id)!.Usage.Replay;
        Assert.Equal(40u, replay.Inbound);
        Assert.Equal([0xFFu], replay.Bitmap);
    });

    [Fact]
    public void An_update_gives_a_state_new_ports_and_an_SPI_its_state() => Run(netlink =>
    {
        XfrmState state = State(7) with { Encapsulation = new XfrmEncapsulation(4500, 4500) };
        Assert.False(netlink.Update(state, new byte[20], []));
        netlink.Add(state, new byte[20], []);
        XfrmEncapsulation moved = new(20001, 4500);
        Assert.True(netlink.Update(state with { Encapsulation = moved }, new byte[20], []));
        Assert.Equal(moved, netlink.Find(state.Id)!.Encapsulation);

        XfrmState allocated = state with { Spi = netlink.AllocateSpi(One, Two, 11, 0), RequestId = 11 };
        Assert.True(netlink.Update(allocated, new byte[20], []));
        Assert.Equal(state.Encapsulation, netlink.Find(allocated.Id)!.Encapsulation);
        Assert.Equal(2, netlink.States().Count);
    });

    [Fact]
    public void A_move_takes_states_along_with_their_counters() => Run(netlink =>
    {
        IPAddress three = IPAddress.Parse("192.0.2.3");
        XfrmState state = State(7) with { RequestId = 11, Replay = new XfrmReplay(40, 0, 0, 0, []) };
        netlink.Add(state, new byte[20], []);
        var id = new XfrmPolicyId(new XfrmSelector(IpPrefix.Default(false), IpPrefix.Default(false)), XfrmDirection.Out);
        netlink.Set(new XfrmPolicy(id) { Template = new XfrmTemplate(One, Two, 0, 11) });
        try
        {
            netlink.Migrate(id, new XfrmMove(One, Two, three, Two, 11), null);
        }
        catch (LinuxException failure) when (failure.Errno == ENOPROTOOPT)
        {
            Assert.Skip("this kernel has no CONFIG_XFRM_MIGRATE");
        }

        XfrmStateRecord found = Assert.Single(netlink.States());
        Assert.Equal((three, 40u), (found.Source, found.Usage.Replay.Outbound));
    });

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Limits_are_told_by_events(ulong packets, bool isHard) => Run(netlink =>
    {
        using var monitor = XfrmMonitor.Open();
        using var routes = RouteNetlink.Open();
        Namespace.HeedPoliciesOnLoopback();
        routes.Add(new AddressEntry(1, IpPrefix.Host(One)));
        routes.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1 });
        netlink.Add(State(7) with { RequestId = 11, Limits = XfrmLimits.None with { SoftPackets = 1, HardPackets = 2 } }, new byte[20], []);
        var selector = new XfrmSelector(IpPrefix.Default(false), IpPrefix.Host(IPAddress.Parse("10.0.0.1")));
        netlink.Set(new XfrmPolicy(new XfrmPolicyId(selector, XfrmDirection.Out)) { Template = new XfrmTemplate(One, Two, 0, 11) });
        using UdpSocket socket = UdpSocket.Open(new Endpoint(One, 5000));
        for (ulong i = 0; i < packets; i++) socket.TrySend([1], new Endpoint(IPAddress.Parse("10.0.0.1"), 6000));

        Assert.Contains(new XfrmExpired(new XfrmStateId(Two, 7), 11, 0, isHard), Events(monitor, isHard ? 2 : 1));
    });

    private static List<XfrmEvent> Events(XfrmMonitor monitor, int count)
    {
        using var poller = new Poller();
        poller.Add(monitor.Fd, PollEvents.Readable, 1);
        Span<Ready> ready = stackalloc Ready[1];
        var found = new List<XfrmEvent>();
        while (found.Count < count && poller.Wait(ready, 10_000) == 1)
        {
            if (monitor.TryRead(out XfrmEvent? one)) found.Add(one);
        }

        return found;
    }

    private static XfrmState State(uint spi) => new()
    {
        Source = One, Destination = Two, Spi = spi, Algorithm = XfrmAlgorithm.Rfc4106Gcm,
    };

    private static XfrmAlgorithm Algorithm(string name) => name switch
    {
        "gcm" => XfrmAlgorithm.Rfc4106Gcm,
        "chacha" => XfrmAlgorithm.ChaCha20Poly1305,
        "hmac(sha256)" => XfrmAlgorithm.Cbc(name, 128),
        "hmac(sha384)" => XfrmAlgorithm.Cbc(name, 192),
        _ => XfrmAlgorithm.Cbc(name, 256),
    };

    private static void Run(Action<XfrmNetlink> body) => Namespace.Run(() =>
    {
        using var netlink = XfrmNetlink.Open();
        try
        {
            netlink.Add(State(0x999), new byte[20], []);
            netlink.Delete(State(0x999).Id);
        }
        catch (LinuxException failure) when (failure.Errno == EPROTONOSUPPORT || failure.Errno == ENOSYS)
        {
            Assert.Skip($"this kernel has no ESP: {failure.Message}; virtual machines test it");
        }

        body(netlink);
    });
}
