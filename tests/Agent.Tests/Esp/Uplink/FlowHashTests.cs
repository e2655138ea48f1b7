using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

public sealed class FlowHashTests
{
    private static readonly FlowHash Hash = new(7);

    [Fact]
    public void Addresses_protocol_and_ports_make_a_flow_and_nothing_else_does()
    {
        uint[] different =
        [
            Hash.Of(Udp(Packets.Site, Packets.Office, 1, 2)), Hash.Of(Udp(Packets.Site, Packets.Office, 2, 1)),
            Hash.Of(Udp(Packets.Office, Packets.Site, 1, 2)), Hash.Of(Udp("10.1.0.8", Packets.Office, 1, 2)),
            Hash.Of(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Packets.Ports(1, 2))),
            Hash.Of(Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2))),
            Hash.Of(Packets.Ipv6(Packets.Office6, Packets.Site6, Packets.Udp, Packets.Ports(1, 2))),
            Hash.Of(Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 3))),
        ];

        Assert.Equal(different.Length, different.Distinct().Count());
        byte[] other = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 900));
        other[1] = 0xB8; // traffic class
        Assert.Equal(different[0], Hash.Of(other));
    }

    [Fact]
    public void Fragments_of_a_packet_stay_together()
    {
        byte[] first = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 800), fragment: 0x2000);
        byte[] second = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, new byte[300], fragment: 100);
        Assert.Equal(Hash.Of(first), Hash.Of(second));

        byte[] first6 = Packets.Ipv6(Packets.Site6, Packets.Office6, 44, [17, 0, 0, 1, 0, 0, 0, 9, .. Packets.Ports(1, 2, 80)]);
        byte[] second6 = Packets.Ipv6(Packets.Site6, Packets.Office6, 44, [17, 0, 3, 0, 0, 0, 0, 9, .. new byte[40]]);
        Assert.Equal(Hash.Of(first6), Hash.Of(second6));
    }

    [Fact]
    public void It_is_spread_and_depends_on_the_seed()
    {
        HashSet<uint> sets = [];
        int same = 0;
        FlowHash other = new(8);
        for (ushort port = 0; port < 1_000; port++)
        {
            byte[] packet = Udp(Packets.Site, Packets.Office, port, 443);
            sets.Add(Hash.Of(packet) % 32);
            same += Hash.Of(packet) % 32 == other.Of(packet) % 32 ? 1 : 0;
        }

        Assert.Equal(32, sets.Count);
        Assert.InRange(same, 5, 80); // 31 by chance
    }

    [Fact]
    public void What_can_not_be_read_is_one_flow() =>
        Assert.Equal(Hash.Of([]), Hash.Of([0x45, 0, 0, 20]));

    private static byte[] Udp(string from, string to, ushort source, ushort destination) =>
        Packets.Ipv4(from, to, Packets.Udp, Packets.Ports(source, destination));
}
