using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Unprotected messages that say that the gateway has lost us: a question now and then, and nothing else.</summary>
public sealed class DoubtTests : IDisposable
{
    private readonly Wires _wires = Wires.Connected(new Responder(new SeededRandom(2)));

    public void Dispose() => _wires.Dispose();

    [Theory]
    [InlineData(NotifyType.InvalidSpi, true)]
    [InlineData(NotifyType.InvalidSpi, false)]
    [InlineData(NotifyType.InvalidIkeSpi, true)]
    [InlineData(NotifyType.InvalidIkeSpi, false)]
    public void A_flood_of_them_causes_one_question_in_ten_seconds(NotifyType type, bool ofOurSpis)
    {
        _wires.Pass(TimeSpan.FromSeconds(15));
        int before = _wires.Gateway.Requests.Count;
        byte[] forged = Forged(type, ofOurSpis);
        for (int i = 0; i < 2000; i++)
        {
            _wires.Deliver(forged);
            _wires.Pass(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(_wires.Gateway.Requests.Count - before, 1, 3);
        Assert.All(_wires.Gateway.Requests.Skip(before), Assert.Empty);
        Assert.Null(_wires.Down);
    }

    [Theory]
    [InlineData(NotifyType.AuthenticationFailed)]
    [InlineData(NotifyType.NoProposalChosen)]
    [InlineData(NotifyType.InvalidSyntax)]
    public void Other_notifications_in_clear_cause_nothing(NotifyType type)
    {
        _wires.Pass(TimeSpan.FromSeconds(15));
        int before = _wires.Gateway.Requests.Count;
        _wires.Deliver(Forged(type, ofOurSpis: true));
        _wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(before, _wires.Gateway.Requests.Count);
        Assert.Null(_wires.Down);
    }

    /// <summary>A gateway that really has lost us does not answer the question either.</summary>
    [Fact]
    public void A_gateway_that_is_gone_is_found_out_sooner()
    {
        _wires.Pass(TimeSpan.FromSeconds(15));
        _wires.PassToGateway = _ => false;
        _wires.Deliver(Forged(NotifyType.InvalidIkeSpi, ofOurSpis: true));

        Assert.True(_wires.RunUntil(() => _wires.Down is not null, TimeSpan.FromSeconds(61)));
    }

    private byte[] Forged(NotifyType type, bool ofOurSpis)
    {
        IkeHeader.TryRead(_wires.Sent[^1], out IkeHeader ours, out _);
        IkeHeader request = ours with { InitiatorSpi = ofOurSpis ? ours.InitiatorSpi : 77, ExchangeType = ExchangeType.Informational };
        byte[] message = Responder.Plain(request, ofOurSpis ? ours.ResponderSpi : 78, [Notifications.Of(type)]);
        message[18] = (byte)ExchangeType.Informational;
        return message;
    }
}
