using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void Every_size_of_inner_packet_arrives_as_it_was(EspAlgorithm algorithm, bool extended)
    {
        using Tunnel tunnel = new(algorithm, extended);
        (int iv, int icv, int block) = Oracle.Lengths(algorithm);
        for (int length = 20; length <= 1500; length++)
        {
            byte[] packet = Tunnel.Carry(tunnel.Site, tunnel.Office, Packets.Out(length));
            Assert.Equal(8 + iv + ((length + 2 + block - 1) / block * block) + icv, packet.Length);
        }

        Assert.Empty(tunnel.Site.Drops());
        Assert.Empty(tunnel.Office.Drops());
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void IPv6_and_the_way_back_work_too(EspAlgorithm algorithm, bool extended)
    {
        using Tunnel tunnel = new(algorithm, extended);
        foreach (byte[] inner in new[] { Packets.In(), Packets.In6(), Packets.In6(1420), Packets.In(1420) })
            Tunnel.Carry(tunnel.Office, tunnel.Site, inner);
    }

    [Fact]
    public void The_largest_IPv4_packet_fits()
    {
        using Tunnel tunnel = new(EspAlgorithm.Aes128Gcm16, false);
        Tunnel.Carry(tunnel.Site, tunnel.Office, Packets.Out(65535));
    }
}
