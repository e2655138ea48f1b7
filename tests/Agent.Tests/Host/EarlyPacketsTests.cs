using System.Net;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Platform;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class EarlyPacketsTests
{
    private static readonly Endpoint Source = new(IPAddress.Loopback, 4500);
    private static readonly Instant Now = new(1_000_000_000);

    private readonly EarlyPackets _early = new();

    [Fact]
    public void They_come_out_in_order_for_their_Child_SA_and_the_rest_is_given_up_in_time()
    {
        DropCounters drops = new();
        Assert.True(_early.TryHold(1, [1, 1], Source, Now));
        Assert.True(_early.TryHold(2, [2], Source, Now));
        Assert.True(_early.TryHold(1, [1, 3, 3], Source, Now));

        Assert.True(_early.TryTake(1, out byte[] first, out int length, out Endpoint source));
        Assert.Equal([1, 1], first[8..][..length]);
        Assert.Equal(Source, source);
        Assert.True(_early.TryTake(1, out byte[] second, out length, out _));
        Assert.Equal([1, 3, 3], second[8..][..length]);
        Assert.False(_early.TryTake(1, out _, out _, out _));

        _early.GiveUp(Now, drops);
        Assert.Equal(0, drops.Total);
        _early.GiveUp(Now + TimeSpan.FromMilliseconds(500), drops);
        Assert.Equal((1, 1), (drops.Total, drops[DropReason.UnknownSpi]));
        Assert.False(_early.TryTake(2, out _, out _, out _));
    }

    [Fact]
    public void They_are_bounded_in_number_and_size()
    {
        Assert.False(_early.TryHold(1, new byte[2_049], Source, Now));
        int held = 0;
        while (held < 1_000 && _early.TryHold(1, new byte[100], Source, Now)) held++;
        Assert.Equal(64, held);
    }
}
