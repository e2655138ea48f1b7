using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
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

        Assert.Equal(0, AllocatedBy(() => Carry(tunnel, inner)));
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

    private static long AllocatedBy(Action packet)
    {
        const int WarmUp = 2_000;
        const int Measured = 10_000;
        for (int i = 0; i < WarmUp; i++)
            packet();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Measured; i++)
            packet();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Carry(Tunnel tunnel, byte[] inner)
    {
        inner.CopyTo(_slab, EspFormat.Headroom);
        if (!tunnel.Site.TryProtect(_slab, EspFormat.Headroom, inner.Length, Child.Now, out SlabRange packet, out _)
            || !tunnel.Office.TryAccept(_slab, packet.Offset, packet.Length, Child.Now, out SlabRange arrived, out _)
            || arrived.Length != inner.Length)
        {
            throw new InvalidOperationException("The packet did not arrive.");
        }
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
