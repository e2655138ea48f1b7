using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class SpiOctetsTests
{
    [Fact]
    public void Octets_are_big_endian()
    {
        Assert.Equal(Hex.Bytes("c0ffee01"), SpiOctets.From(0xC0FFEE01u));
        Assert.Equal(Hex.Bytes("a1a2a3a4a5a6a7a8"), SpiOctets.From(0xA1A2A3A4A5A6A7A8ul));
    }

    [Fact]
    public void Only_the_exact_size_is_an_SPI()
    {
        for (var length = 0; length < 20; length++)
        {
            Assert.Equal(length == 4, SpiOctets.TryRead(Hex.Run(1, length), out uint child));
            Assert.Equal(length == 4 ? 0x01020304u : 0, child);
            Assert.Equal(length == 8, SpiOctets.TryRead(Hex.Run(1, length), out ulong ike));
            Assert.Equal(length == 8 ? 0x0102030405060708ul : 0, ike);
        }
    }

    [Fact]
    public void Proposals_and_notifies_read_their_SPI_with_the_same_care()
    {
        var child = new Proposal(1, ProtocolId.Esp, SpiOctets.From(7u), []);
        var ike = new Proposal(1, ProtocolId.Ike, SpiOctets.From(8ul), []);
        var notify = new NotifyPayload(ProtocolId.Esp, SpiOctets.From(9u), NotifyType.RekeySa, default);

        Assert.True(child.TryGetSpi(out var childSpi));
        Assert.True(ike.TryGetIkeSpi(out var ikeSpi));
        Assert.True(notify.TryGetSpi(out var notifySpi));
        Assert.Equal((7u, 8ul, 9u), (childSpi, ikeSpi, notifySpi));
        Assert.False(child.TryGetIkeSpi(out _));
        Assert.False(ike.TryGetSpi(out _));
        Assert.False(new NotifyPayload(NotifyType.RekeySa).TryGetSpi(out _));
    }
}
