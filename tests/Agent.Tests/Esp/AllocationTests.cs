using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class AllocationTests
{
    private const int Packet = 1400;

    private readonly byte[] _slab = new byte[2048];

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void A_packet_allocates_nothing_in_either_direction(EspAlgorithm algorithm, bool extended)
    {
        using Tunnel tunnel = new(algorithm, extended);
        byte[] inner = Packets.Out(Packet);

        Assert.Equal(0, AllocatedBy(() => Carry(tunnel.Site, tunnel.Office, inner)));
    }

    [Theory]
    [InlineData(IpFamily.IPv4)]
    [InlineData(IpFamily.IPv6)]
    public void A_packet_in_transport_mode_allocates_nothing_with_limits_or_without(IpFamily family)
    {
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128), true, family) with
        {
            Limits = ChildLimits.None with { SoftPackets = 100 },
        };
        using DataPath site = new();
        using DataPath office = new();
        office.Install(Child.Mirror(spec));
        site.Install(spec);
        byte[] inner = family == IpFamily.IPv4
            ? Packets.Out(Packet)
            : Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2, Packet - 40));

        Assert.Equal(0, AllocatedBy(() => Carry(site, office, inner)));
    }

    [Fact]
    public void A_dropped_packet_allocates_nothing()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] forged = peer.Carry(1, Packets.In());
        forged[^1] ^= 1;
        byte[] foreign = Packets.In();

        Assert.Equal(0, AllocatedBy(() => Accept(path, forged, DropReason.AuthenticationFailed)));
        Assert.Equal(0, AllocatedBy(() => Accept(path, new ReadOnlySpan<byte>(forged, 4, 60), DropReason.UnknownSpi)));
        Assert.Equal(0, AllocatedBy(() => Accept(path, new ReadOnlySpan<byte>(forged, 0, 30), DropReason.TooShort)));
        Assert.Equal(0, AllocatedBy(() => Protect(path, foreign, DropReason.NoChildSa)));
    }

    // The run-time itself allocates now and then on whatever thread is there, when it compiles a method anew: what packets
    // allocate is there in each round.
    internal static long AllocatedBy(Action packet)
    {
        const int WarmUp = 2_000;
        const int Measured = 10_000;
        const int Rounds = 5;
        for (int i = 0; i < WarmUp; i++)
            packet();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Measured; i++)
                packet();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private void Carry(DataPath site, DataPath office, byte[] inner)
    {
        inner.CopyTo(_slab, EspFormat.Headroom);
        if (!site.TryProtect(_slab, EspFormat.Headroom, inner.Length, Child.Now, out SlabRange packet, out _)
            || !office.TryAccept(_slab, packet.Offset, packet.Length, Child.Now, out SlabRange arrived, out _)
            || arrived.Length != inner.Length)
        {
            throw new InvalidOperationException("The packet did not arrive.");
        }

        site.TryTakeExpiry(out _);
    }

    private void Accept(DataPath path, ReadOnlySpan<byte> packet, DropReason expected)
    {
        packet.CopyTo(_slab);
        path.TryAccept(_slab, 0, packet.Length, Child.Now, out _, out DropReason reason);
        Require(reason, expected);
    }

    private void Protect(DataPath path, ReadOnlySpan<byte> packet, DropReason expected)
    {
        packet.CopyTo(_slab.AsSpan(EspFormat.Headroom));
        path.TryProtect(_slab, EspFormat.Headroom, packet.Length, Child.Now, out _, out DropReason reason);
        Require(reason, expected);
    }

    // Not Assert.Equal, which allocates.
    private static void Require(DropReason reason, DropReason expected)
    {
        if (reason != expected)
            throw new InvalidOperationException($"{reason}, not {expected}");
    }
}
