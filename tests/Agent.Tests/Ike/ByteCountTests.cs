using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>What IKE costs on the wire.</summary>
public sealed class ByteCountTests
{
    [Fact]
    public void Every_message_counts_with_its_headers_both_ways()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        wires.Pass(TimeSpan.FromMinutes(5));

        long sent = wires.Actions.OfType<Send>().Sum(s => s.Message.Length + 28 + (s.Transport == IkeTransport.Udp4500 ? 4 : 0));
        Assert.Equal(sent, wires.Session.Counters.BytesSent);
        long before = wires.Session.Counters.BytesReceived;
        wires.Deliver(new byte[100]);
        Assert.Equal(before + 100 + 4 + 28, wires.Session.Counters.BytesReceived);
        Assert.InRange(before, 500, 5000);
    }

    [Fact]
    public void Over_ipv6_the_header_is_longer()
    {
        IkePath path = new(IpAddress.Parse("2001:db8::1"), 500, IpAddress.Parse("2001:db8::2"), 500);
        IkeSession session = new(TestSettings.Create(), new SeededRandom(1), path, new(1_000_000_000));
        Assert.True(session.TryDequeue(out IkeAction action));

        Assert.Equal(Assert.IsType<Send>(action).Message.Length + 48, session.Counters.BytesSent);
    }
}
