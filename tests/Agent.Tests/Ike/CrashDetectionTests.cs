using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Conformance;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Quick crash detection (RFC 6290), as token taker, of scripted gateways: no real one that makes tokens is at hand.</summary>
public sealed class CrashDetectionTests : IDisposable
{
    private readonly Standing _standing = With(Token(1));

    public void Dispose() => _standing.Dispose();

    [Theory]
    [InlineData(NotifyType.InvalidIkeSpi, ExchangeType.Informational, 0x20)]
    [InlineData(NotifyType.InvalidIkeSpi, ExchangeType.CreateChildSa, 0x20)]
    [InlineData(NotifyType.InvalidSpi, ExchangeType.Informational, 0x00)]
    [InlineData(NotifyType.InvalidSpi, ExchangeType.Informational, 0x08)]
    public void The_right_token_ends_the_session_at_once_and_without_a_word(NotifyType error, ExchangeType exchange, byte flags)
    {
        int sent = _standing.Wires.Sent.Count;
        _standing.Wires.Deliver(Message(exchange, flags, Notifications.Of(error), Token(1)));

        Assert.Equal(FaultKind.PeerRestarted, _standing.Wires.Down!.Fault.Kind);
        Assert.Equal(sent, _standing.Wires.Sent.Count);
        Assert.Single(_standing.Actions<RemoveChild>());
    }

    [Fact]
    public void A_token_that_is_repeated_changes_nothing_more()
    {
        for (int i = 0; i < 3; i++)
            _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(1)));

        Assert.Single(_standing.Actions<SessionDown>());
    }

    [Fact]
    public void A_wrong_token_is_counted_and_ends_nothing()
    {
        _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(2)));
        _standing.Run(TimeSpan.FromSeconds(3));

        Assert.Equal(1, _standing.Wires.Session.Counters.WrongTokens);
        Assert.Null(_standing.Wires.Down);
    }

    [Fact]
    public void A_thousand_wrong_tokens_cost_ten_comparisons_and_one_question()
    {
        _standing.Run(TimeSpan.FromSeconds(15));
        int sent = _standing.Wires.Sent.Count;
        for (int i = 0; i < 1000; i++)
            _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token((byte)(2 + (i % 200)))));
        _standing.Run(TimeSpan.FromSeconds(9));

        Assert.Equal(10, _standing.Wires.Session.Counters.WrongTokens);
        Assert.Single(_standing.Wires.Sent.Skip(sent));
        Assert.Null(_standing.Wires.Down);
        _standing.Run(TimeSpan.FromSeconds(2));
        _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(1)));
        Assert.NotNull(_standing.Wires.Down);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Four_tokens_of_one_message_are_looked_at(int wrong, bool ends)
    {
        Payload[] tokens = [.. Enumerable.Range(0, wrong).Select(i => Token((byte)(50 + i))), Token(1)];
        _standing.Wires.Deliver(Message([Notifications.Of(NotifyType.InvalidIkeSpi), .. tokens]));

        Assert.Equal(ends, _standing.Wires.Down is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void A_token_for_another_spi_ends_nothing(int offset)
    {
        byte[] message = Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(1));
        message[offset] ^= 1;
        _standing.Wires.Deliver(message);

        Assert.Null(_standing.Wires.Down);
        Assert.Equal(0, _standing.Wires.Session.Counters.WrongTokens);
    }

    [Fact]
    public void A_token_without_a_complaint_ends_nothing()
    {
        _standing.Wires.Deliver(Message(Token(1)));

        Assert.Null(_standing.Wires.Down);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(129)]
    public void A_token_that_is_too_short_or_too_long_is_none(int length)
    {
        using Standing standing = With(Token(1, length));
        standing.Wires.Deliver(Message(standing, ExchangeType.Informational, 0x20, [Notifications.Of(NotifyType.InvalidIkeSpi), Token(1, length)]));

        Assert.Null(standing.Wires.Down);
        Assert.Equal(0, standing.Wires.Session.Counters.WrongTokens);
    }

    [Fact]
    public void A_part_of_the_token_is_not_enough()
    {
        _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(1, 16)));

        Assert.Null(_standing.Wires.Down);
    }

    [Fact]
    public void The_gateway_may_replace_its_token()
    {
        Assert.NotNull(_standing.Ask(ExchangeType.Informational, Token(9)));
        _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(1)));
        Assert.Null(_standing.Wires.Down);
        _standing.Wires.Deliver(Message(Notifications.Of(NotifyType.InvalidIkeSpi), Token(9)));
        Assert.NotNull(_standing.Wires.Down);
    }

    private static Standing With(Payload token) => new(gateway: new Responder(new SeededRandom(2)) { BendAuth = p => [.. p, token] });

    private static NotifyPayload Token(byte value, int length = 20)
    {
        byte[] token = new byte[length];
        Array.Fill(token, value);
        return Notifications.Of(NotifyType.QuickCrashDetection, token);
    }

    private byte[] Message(params Payload[] payloads) => Message(ExchangeType.Informational, 0x20, payloads);

    private byte[] Message(ExchangeType exchange, byte flags, params Payload[] payloads) => Message(_standing, exchange, flags, payloads);

    private static byte[] Message(Standing standing, ExchangeType exchange, byte flags, Payload[] payloads)
    {
        IkeHeader.TryRead(standing.Wires.Sent[^1], out IkeHeader header, out _);
        byte[] message = Responder.Plain(header, BinaryPrimitives.ReadUInt64BigEndian(standing.Wires.Sent[^1].AsSpan(8)), payloads);
        (message[18], message[19]) = ((byte)exchange, flags);
        return message;
    }
}
