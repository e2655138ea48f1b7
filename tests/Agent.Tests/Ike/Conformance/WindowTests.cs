using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Message IDs, the window and repetition (RFC 7296 sections 2.1 to 2.3).</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 10 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 10 })]
    public void Whatever_window_the_gateway_offers_one_request_is_out_at_a_time(byte[] size)
    {
        NotifyPayload window = new(NotifyType.SetWindowSize, size);
        IkeSettings settings = TestSettings.Create() with { Children = [TestSettings.Child(), TestSettings.Child("two"), TestSettings.Child("three")] };
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p, window] };
        using Wires wires = new(settings, gateway);
        wires.PassToGateway = _ => wires.Up is null;
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Empty(Ask(wires, window)!);
        wires.RunUntil(() => false, TimeSpan.FromSeconds(20));

        uint[] requests = [.. wires.Sent.Skip(2).Select(Header).Where(h => !h.IsResponse).Select(h => h.MessageId)];
        Assert.True(requests.Length > 3);
        Assert.Single(requests.Distinct());
    }

    [Fact]
    public void A_request_of_the_gateway_is_answered_while_ours_is_out()
    {
        using Standing standing = new();
        standing.Wires.PassToGateway = m => Header(m).IsResponse;
        standing.Run(TimeSpan.FromSeconds(31));
        Assert.False(Header(standing.Wires.Sent[^1]).IsResponse);

        Assert.Empty(standing.Ask(ExchangeType.Informational)!);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_response_is_sent_once_for_each_arrival_of_its_request_and_never_by_itself()
    {
        using Standing standing = new();
        byte[] request = standing.Gateway.Request(ExchangeType.Informational);
        for (int arrival = 0; arrival < 3; arrival++)
        {
            standing.Wires.Deliver(request);
            standing.Run(TimeSpan.FromMinutes(2));
        }

        byte[][] responses = [.. standing.Wires.Sent.Where(m => Header(m).IsResponse)];
        Assert.Equal(3, responses.Length);
        Assert.All(responses, r => Assert.Equal(responses[0], r));
    }

    [Fact]
    public void A_request_whose_response_is_forgotten_is_ignored()
    {
        using Standing standing = new();
        byte[] first = standing.Gateway.Request(ExchangeType.Informational);
        standing.Wires.Deliver(first);
        Assert.Empty(standing.Ask(ExchangeType.Informational)!);
        int sent = standing.Wires.Sent.Count;
        standing.Wires.Deliver(first);

        Assert.Equal(sent, standing.Wires.Sent.Count);
    }

    [Fact]
    public void A_request_is_repeated_until_it_is_answered()
    {
        using Standing standing = new();
        int lost = 9;
        standing.Wires.PassToGateway = m => Header(m).IsResponse || lost-- <= 0;
        standing.Run(TimeSpan.FromSeconds(75));

        byte[][] requests = [.. standing.Wires.Sent.Skip(2).Where(m => Header(m).MessageId == 2)];
        Assert.Equal(10, requests.Length);
        Assert.All(requests, r => Assert.Equal(requests[0], r));
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_complaint_about_a_message_id_is_answered_and_changes_nothing()
    {
        using Standing standing = new();

        Assert.Empty(standing.Ask(ExchangeType.Informational, new NotifyPayload(NotifyType.InvalidMessageId, new byte[4]))!);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void Smaller_fragments_begin_the_waits_anew()
    {
        RetransmitPolicy policy = RetransmitPolicy.Default;
        ExchangeWindow window = new(policy);
        Instant now = new(0);
        window.Begin([new byte[1]], now);
        for (int repetition = 0; repetition < 3; repetition++)
        {
            now = window.NextDeadline;
            Assert.Equal(WindowTimeout.Retransmit, window.HandleTimeout(now));
        }

        Assert.True(window.NextDeadline - now > policy.First);
        window.Refragment([new byte[1], new byte[1]]);

        Assert.Equal(policy.First, window.NextDeadline - now);
        Assert.Equal(2, window.PendingRequest.Count);
        now = window.NextDeadline;
        Assert.Equal(WindowTimeout.Retransmit, window.HandleTimeout(now));
        Assert.Equal(policy.WaitAfter(2), window.NextDeadline - now);
    }

    private static IReadOnlyList<Payload>? Ask(Wires wires, params Payload[] payloads)
    {
        Func<byte[], bool> before = wires.PassToGateway;
        wires.PassToGateway = m => Header(m).IsResponse;
        wires.Deliver(wires.Gateway.Request(ExchangeType.Informational, payloads));
        wires.RunUntil(() => wires.Gateway.Responses.ContainsKey(0), TimeSpan.FromSeconds(1));
        wires.PassToGateway = before;
        return wires.Gateway.Responses.GetValueOrDefault(0u);
    }

    private static IkeHeader Header(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        return header;
    }
}
