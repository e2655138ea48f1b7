using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>draft-ietf-ipsecme-ikev2-downgrade-prevention against a scripted gateway.</summary>
public sealed class FullTranscriptTests
{
    [Fact]
    public void It_is_announced_and_a_gateway_without_it_sees_no_other_AUTH()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(Init(wires.Sent[0]).Has(NotifyType.IkeSaInitFullTranscriptAuth));
    }

    [Fact]
    public void Both_ends_prove_that_they_saw_both_messages()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)) { FullTranscript = true });

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Gateway.IsAuthenticated);
    }

    /// <summary>A gateway says that it can, whether it is asked or not.</summary>
    [Fact]
    public void It_can_be_left_out()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [.. p, Notifications.Of(NotifyType.IkeSaInitFullTranscriptAuth)] };
        using Wires wires = new(TestSettings.Create() with { FullTranscript = false }, gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(Init(wires.Sent[0]).Has(NotifyType.IkeSaInitFullTranscriptAuth));
    }

    /// <summary>One that announces it and goes on as before is none that can.</summary>
    [Fact]
    public void A_gateway_that_announces_it_and_covers_its_own_message_alone_is_refused()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [.. p, Notifications.Of(NotifyType.IkeSaInitFullTranscriptAuth)] };
        using Wires wires = new(TestSettings.Create(), gateway);

        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
        Assert.False(gateway.IsAuthenticated);
    }

    [Theory]
    [InlineData(true, NotifyType.IkeSaInitFullTranscriptAuth)]
    [InlineData(false, NotifyType.IkeSaInitFullTranscriptAuth)]
    [InlineData(false, NotifyType.NatDetectionSourceIp)]
    [InlineData(true, NotifyType.Ikev2FragmentationSupported)]
    public void What_is_changed_on_the_way_is_noticed_by_one_end_or_the_other(bool inRequest, NotifyType taken)
    {
        Responder gateway = new(new SeededRandom(2)) { FullTranscript = true };
        using Wires wires = new(TestSettings.Create() with { ForceEncapsulation = false }, gateway);
        wires.Serve = message =>
        {
            bool isInit = IkeHeader.TryRead(message, out IkeHeader header, out _) && header.ExchangeType == ExchangeType.IkeSaInit;
            byte[]? answer = gateway.Handle(isInit && inRequest ? Without(message, taken) : message);
            return answer is null ? [] : [isInit && !inRequest ? Without(answer, taken) : answer];
        };

        wires.RunUntil(() => wires.Up is not null || wires.Down is not null);

        Assert.Null(wires.Up);
        Assert.False(gateway.IsAuthenticated);
    }

    [Fact]
    public void The_octets_begin_with_zeros_and_have_what_was_received_first()
    {
        InitTranscript plain = new(new byte[] { 1, 2, 3 }, new byte[] { 7, 8 }, [], []), full = plain with { IsFull = true };

        Assert.Equal([1, 2, 3], plain.ByInitiator.ToArray());
        Assert.Equal([7, 8], plain.ByResponder.ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 1, 2, 3], full.ByInitiator.ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 7, 8], full.ByResponder.ToArray());
    }

    private static IReadOnlyList<Payload> Init(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        return payloads;
    }

    /// <summary>As somebody on the way writes it anew.</summary>
    private static byte[] Without(byte[] message, NotifyType taken)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        List<Payload> kept = [.. Init(message).Where(p => p is not NotifyPayload n || n.NotifyType != taken)];
        byte[] buffer = new byte[4096];
        WireWriter body = new(buffer.AsSpan(IkeHeader.Size));
        PayloadChain.Write(ref body, kept);
        int length = IkeHeader.Size + body.Position;
        WireWriter head = new(buffer);
        (header with { NextPayload = PayloadChain.FirstType(kept), Length = (uint)length }).Write(ref head);
        return buffer[..length];
    }
}
