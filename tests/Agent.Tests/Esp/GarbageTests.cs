using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class GarbageTests
{
    [Fact]
    public void Half_a_million_random_datagrams_are_counted_and_change_nothing()
    {
        ChildSaSpec plain = Child.Spec();
        ChildSaSpec extended = Child.Spec(EspAlgorithm.ChaCha20Poly1305, true, 2, 102);
        using Oracle peer = Child.Peer(plain);
        using DataPath path = new();
        path.Install(plain);
        path.Install(extended);
        Random random = new(500_000);
        byte[] slab = new byte[160];
        long handed = 0;
        for (int i = 0; i < 500_000; i++)
        {
            int length = random.Next(slab.Length + 1);
            random.NextBytes(slab.AsSpan(0, length));
            uint spi = random.Next(2) == 0 ? plain.InboundSpi : extended.InboundSpi;
            if (length >= 4 && random.Next(2) == 0)
                BinaryPrimitives.WriteUInt32BigEndian(slab, spi);
            handed++;
            DatagramClassifier.Classify(slab.AsSpan(0, length));
            Assert.False(path.TryAccept(slab, 0, length, Child.Now, out SlabRange inner, out DropReason reason));
            Assert.Equal(default, inner);
            Assert.NotEqual(DropReason.None, reason);
        }

        Assert.Equal(handed, path.Inbound.Drops.Total);
        Assert.Equal(
            [DropReason.TooShort, DropReason.UnknownSpi, DropReason.AuthenticationFailed],
            path.Drops().Select(d => d.Reason).Where(r => r != DropReason.ReplayTooOld));
        Assert.All(path.Status(), s => Assert.Equal(new TrafficSnapshot(0, 0, null), s.Inbound));
        Assert.Equal(DropReason.None, Child.Accept(path, peer.Carry(1, Packets.In())));
    }

    [Fact]
    public void Authentic_garbage_never_throws_and_is_counted()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        Random random = new(4303);
        long dropped = 0;
        for (uint sequence = 1; sequence <= 100_000; sequence++)
        {
            byte[] plaintext = new byte[4 * random.Next(1, 40)];
            random.NextBytes(plaintext);
            if (random.Next(4) > 0)
                Resemble(plaintext, random);
            if (Child.Accept(path, peer.Seal(sequence, plaintext)) != DropReason.None)
                dropped++;
        }

        Assert.Equal(dropped, path.Inbound.Drops.Total);
        Assert.Equal(
            [
                DropReason.BadPadding,
                DropReason.BadNextHeader,
                DropReason.Dummy,
                DropReason.MalformedInner,
                DropReason.SelectorMismatch,
            ],
            path.Drops().Select(d => d.Reason));
        Assert.Equal(100_000 - dropped, path.Status()[0].Inbound.Packets);
    }

    [Fact]
    public void Random_packets_from_the_tunnel_device_never_throw_and_are_counted()
    {
        using DataPath path = new();
        path.Install(Child.Spec());
        Random random = new(4);
        byte[] slab = new byte[256];
        long dropped = 0;
        for (int i = 0; i < 300_000; i++)
        {
            random.NextBytes(slab);
            int length = random.Next(200);
            slab[EspFormat.Headroom] = (byte)((random.Next(2) == 0 ? 0x40 : 0x60) | (slab[EspFormat.Headroom] & 0xF));
            if (!path.TryProtect(slab, EspFormat.Headroom, length, Child.Now, out _, out _))
                dropped++;
        }

        Assert.Equal(dropped, path.Outbound.Drops.Total);
    }

    // A plausible version, next header and trailer, so that the checks behind them are reached.
    private static void Resemble(byte[] plaintext, Random random)
    {
        bool isIpv6 = random.Next(2) == 0;
        plaintext[0] = (byte)((isIpv6 ? 0x60 : 0x40) | (random.Next(2) == 0 ? 5 : plaintext[0] & 0xF));
        plaintext[^1] = random.Next(20) == 0 ? (byte)59 : isIpv6 ? (byte)41 : (byte)4;
        plaintext[^2] = 0;
        if (plaintext.Length > 8)
        {
            plaintext[2] = plaintext[4] = 0;
            plaintext[3] = plaintext[5] = (byte)random.Next(plaintext.Length + 1);
        }
    }
}
