using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>Which of several Child SAs a packet goes through.</summary>
public sealed class OutboundLookupTests : IDisposable
{
    private readonly DataPath _path = new();

    public void Dispose() => _path.Dispose();

    public static TheoryData<string, string> Pairs => new()
    {
        { "0.0.0.0/0 => 192.168.9.0/24", "0.0.0.0/0 => 0.0.0.0/0" },
        { "0.0.0.0/0 => 192.168.9.20/32", "10.1.0.7/32 => 192.168.9.0/24 17/1000/2000" }, // the remote side decides first
        { "10.1.0.0/25 => 192.168.9.0/24", "10.1.0.0/24 => 192.168.9.0/24 17/1000/2000" }, // then the local one
        { "10.1.0.0/24 => 192.168.9.0/24 17", "10.1.0.0/24 => 192.168.9.0/24" }, // then the protocol
        { "10.1.0.0/24 => 192.168.9.0/24 17/any/2000", "10.1.0.0/24 => 192.168.9.0/24 17/1000/any" }, // then the remote port
        { "10.1.0.0/24 => 192.168.9.0/24 17/1000/2000", "10.1.0.0/24 => 192.168.9.0/24 17/any/2000" }, // then the local one
        { "10.1.0.0/24 => 192.168.9.0/24 17/1000-1001/2000", "10.1.0.0/24 => 192.168.9.0/24 17/1000-1002/2000" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void The_more_specific_one_has_it_whichever_was_installed_first(string narrow, string wide)
    {
        Install(1, narrow);
        Install(2, wide);
        Assert.Equal(101u, Sender());

        using DataPath other = new();
        Install(other, 2, wide);
        Install(other, 1, narrow);
        Assert.Equal(101u, Sender(other));
    }

    [Fact]
    public void Of_equal_width_the_first_installed_has_it()
    {
        Install(1, "10.1.0.0/24 => 192.168.9.10-192.168.9.29");
        Install(2, "10.1.0.0/24 => 192.168.9.5-192.168.9.24");
        Assert.Equal(101u, Sender());
        _path.Remove(1);
        Install(3, "10.1.0.0/24 => 192.168.9.10-192.168.9.29");
        Assert.Equal(102u, Sender());
    }

    [Fact]
    public void Each_pair_of_one_child_counts_for_itself()
    {
        _path.Install(Spec(1, ["10.1.0.0/24"], ["192.168.9.0/24", "172.16.0.0/12"]));
        _path.Install(Spec(2, ["10.1.0.0/24"], ["192.168.0.0/16", "172.16.5.0/24"]));
        Assert.Equal(101u, Sender());
        Assert.Equal(102u, Sender(to: "172.16.5.1"));
        Assert.Equal(101u, Sender(to: "172.16.6.1"));
        Assert.Equal(102u, Sender(to: "192.168.8.1"));
    }

    [Fact]
    public void One_that_may_not_send_leaves_its_packets_to_the_next()
    {
        Install(1, "0.0.0.0/0 => 192.168.9.20/32");
        Install(2, "0.0.0.0/0 => 192.168.9.0/24");
        Install(3, "0.0.0.0/0 => 0.0.0.0/0");
        Assert.Equal(101u, Sender());
        _path.StopSending(1);
        Assert.Equal(102u, Sender());
        _path.Remove(2);
        Assert.Equal(103u, Sender());
        _path.SendThrough(1);
        Assert.Equal(101u, Sender());
    }

    [Fact]
    public void A_thousand_children_each_get_their_packets()
    {
        Install(1, "0.0.0.0/0 => 0.0.0.0/0");
        for (uint i = 0; i < 1000; i++)
            Install(2 + i, $"10.1.0.0/24 => 172.{16 + (i / 256)}.{i % 256}.0/24");
        for (uint i = 0; i < 1000; i++)
            Assert.Equal(102 + i, Sender(to: $"172.{16 + (i / 256)}.{i % 256}.9"));
        Assert.Equal(101u, Sender(to: "172.31.0.1"));
        Assert.Equal(101u, Sender(to: "172.15.255.255"));
    }

    [Fact]
    public void A_rekey_in_a_thousand_changes_only_what_it_replaces()
    {
        for (uint i = 0; i < 1000; i++)
            Install(1 + i, $"10.1.0.0/24 => 172.{16 + (i / 256)}.{i % 256}.0/24");
        for (uint i = 0; i < 1000; i += 100)
        {
            _path.Install(Spec(5000 + i, ["10.1.0.0/24"], [$"172.{16 + (i / 256)}.{i % 256}.0/24"]), sendToo: false, 1 + i);
            Assert.Equal(101 + i, Sender(to: $"172.{16 + (i / 256)}.{i % 256}.9"));
            _path.SendThrough(5000 + i);
            _path.Remove(1 + i);
            Assert.Equal(5100 + i, Sender(to: $"172.{16 + (i / 256)}.{i % 256}.9"));
            Assert.Equal(102 + i, Sender(to: $"172.{16 + ((i + 1) / 256)}.{(i + 1) % 256}.9"));
        }
    }

    [Fact]
    public void A_packet_among_a_thousand_allocates_nothing()
    {
        TrafficSelector[] remote = [.. Enumerable.Range(0, 1000).Select(i => Selectors.Of($"172.16.{i / 4}.{i % 4 * 64}/26"))];
        _path.Install(Child.Spec(remote: remote));
        Install(2, "0.0.0.0/0 => 0.0.0.0/0");
        byte[] inside = Packets.Ipv4(Packets.Site, "172.16.77.77", Packets.Udp, Packets.Ports(1, 2));
        Assert.Equal(0, AllocationTests.AllocatedBy(() =>
        {
            if (!_path.Outbound.TryFind(inside, out OutboundSa? sa, out _, out _) || sa.Spi != Child.OutboundSpi)
                throw new InvalidOperationException();
        }));
    }

    private void Install(uint spi, string pair) => Install(_path, spi, pair);

    /// <summary>"local => remote protocol/local ports/remote ports"; the outbound SPI is the inbound one plus 100.</summary>
    private static void Install(DataPath path, uint spi, string pair)
    {
        string[] parts = pair.Split(" => ");
        string[] rest = parts[1].Split(' ');
        string[] numbers = rest.Length == 1 ? ["0", "any", "any"] : [.. rest[1].Split('/'), "any", "any"];
        byte protocol = byte.Parse(numbers[0]);
        path.Install(Child.Spec(
            inboundSpi: spi,
            outboundSpi: spi + 100,
            local: [Selectors.Of(parts[0], protocol, numbers[1])],
            remote: [Selectors.Of(rest[0], protocol, numbers[2])]));
    }

    private static ChildSaSpec Spec(uint spi, string[] local, string[] remote) => Child.Spec(
        inboundSpi: spi,
        outboundSpi: spi + 100,
        local: [.. local.Select(l => Selectors.Of(l))],
        remote: [.. remote.Select(r => Selectors.Of(r))]);

    private uint? Sender(DataPath? path = null, string to = Packets.Office)
    {
        byte[] packet = Packets.Ipv4(Packets.Site, to, Packets.Udp, Packets.Ports(1000, 2000));
        return (path ?? _path).Outbound.TryFind(packet, out OutboundSa? sa, out _, out _) ? sa.Spi : null;
    }
}
