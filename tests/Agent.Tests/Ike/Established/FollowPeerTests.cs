using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>The gateway's authentic ESP comes from another address or port (RFC 7296 section 2.23).</summary>
public sealed class FollowPeerTests
{
    private static readonly IkePath Elsewhere = TestSettings.Path with { Remote = IpAddress.Parse("192.0.2.9"), RemotePort = 1024 };

    [Fact]
    public void It_is_followed_where_the_gateway_alone_is_behind_a_NAT()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2))
        {
            PathAsSeen = new IkePath(TestSettings.Path.Remote, 500, TestSettings.Path.Local, 500),
        });
        Assert.False(wires.Up!.Details.Nat.LocalIsBehindNat);
        wires.Pass(TimeSpan.FromSeconds(15));
        int before = wires.Gateway.Requests.Count;
        wires.Do(s => Assert.True(s.TryFollowPeer(Elsewhere, wires.Now)));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(before, wires.Gateway.Requests.Count);
    }

    [Fact]
    public void Behind_a_NAT_of_our_own_nothing_follows()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        Assert.True(wires.Up!.Details.Nat.LocalIsBehindNat);
        wires.Do(s => Assert.False(s.TryFollowPeer(Elsewhere, wires.Now)));
    }

    [Fact]
    public void With_Mobike_the_gateway_is_asked_and_nothing_follows()
    {
        using Wires wires = Wires.Connected(
            new Responder(new SeededRandom(2)) { BendAuth = p => [.. p, Notifications.Of(NotifyType.MobikeSupported)] });
        wires.Pass(TimeSpan.FromSeconds(15));
        int before = wires.Gateway.Requests.Count;
        wires.Do(s => Assert.False(s.TryFollowPeer(Elsewhere, wires.Now)));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(wires.Gateway.Requests.Skip(before));
    }
}
