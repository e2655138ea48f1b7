using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Message IDs of an established IKE SA (RFC 7296 sections 2.2 and 2.3).</summary>
public sealed class MessageIdTests
{
    [Fact]
    public void Long_before_they_run_out_the_ike_sa_is_rekeyed()
    {
        Pair pair = new(siteRequests: 0x4000_0000);
        pair.Run(TimeSpan.FromMinutes(3));

        Assert.NotEqual((1ul, 2ul), pair.Site.IkeSpis);
        pair.CarriesOn();
    }

    [Fact]
    public void The_last_one_of_all_is_never_taken()
    {
        ExchangeWindow window = new(RetransmitPolicy.Default, 0, uint.MaxValue - 1);
        Assert.Equal(RequestOrder.Next, window.Classify(uint.MaxValue - 1));
        window.Answer([new byte[1]]);

        Assert.Equal(RequestOrder.Stray, window.Classify(uint.MaxValue));
        Assert.Equal(RequestOrder.Repeated, window.Classify(uint.MaxValue - 1));
        Assert.Equal(RequestOrder.Stray, window.Classify(0));
    }

    /// <summary>Ours waits for its answer, and each request of the gateway gets its own all the same.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Requests_are_answered_while_ours_waits(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.Run(TimeSpan.FromSeconds(15));
        a.RekeyChild(pair.Now);
        byte[] waiting = pair.Hold(a, $"rekey {a.Installed[0]:x}");
        for (int i = 0; i < 3; i++)
        {
            b.HandleDoubt(pair.Now);
            pair.Pass(b, "alive?");
            pair.Pass(a, "ok");
            pair.Wait(TimeSpan.FromSeconds(11));
            a.Outbox.Clear();
        }

        pair.Hand(a, waiting);
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
    }

    [Fact]
    public void Old_answers_and_answers_to_nothing_are_ignored()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        foreach (uint id in new uint[] { 0, 1, 2, 3, uint.MaxValue })
            wires.Deliver(wires.Gateway.Seal(ExchangeType.Informational, true, id, [new DeletePayload(ProtocolId.Ike, [])]));

        Assert.Equal(5, wires.Session.Counters.Unexpected);
        Assert.Null(wires.Down);
    }
}
