using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

public sealed class EstablishedTests : IDisposable
{
    private readonly Wires _wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

    public EstablishedTests() => Assert.True(_wires.RunUntil(() => _wires.Up is not null));

    public void Dispose() => _wires.Dispose();

    [Fact]
    public void Closing_deletes_the_sa_at_the_gateway_and_removes_the_child_first()
    {
        _wires.Close();
        Assert.IsType<RemoveChild>(_wires.Actions.Last(a => a is not Send and not Note));
        Assert.True(_wires.RunUntil(() => _wires.Down is not null));

        Assert.True(_wires.Gateway.IsDeleted);
        Assert.Equal(FaultKind.Stopped, _wires.Down!.Fault.Kind);
    }

    [Fact]
    public void Closing_does_not_wait_long_for_a_dead_gateway()
    {
        _wires.PassToGateway = _ => false;
        Holdfast.Time.Instant before = _wires.Now;
        _wires.Close();

        Assert.True(_wires.RunUntil(() => _wires.Down is not null));
        Assert.True(_wires.Now - before <= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void The_gateways_liveness_check_is_answered()
    {
        _wires.FromGateway(_wires.Gateway.Request(ExchangeType.Informational));

        Assert.True(_wires.RunUntil(() => _wires.Gateway.Responses.ContainsKey(0), TimeSpan.FromSeconds(1)));
        Assert.Empty(_wires.Gateway.Responses[0]);
    }

    [Fact]
    public void A_repeated_request_is_answered_from_the_cache_bit_by_bit()
    {
        byte[] request = _wires.Gateway.Request(ExchangeType.Informational);
        _wires.Deliver(request);
        _wires.Deliver(request);

        Assert.Equal(_wires.Sent[^2], _wires.Sent[^1]);
        Assert.Equal(1, _wires.Session.Counters.Repeated);
    }

    [Fact]
    public void Requests_out_of_the_window_are_not_answered()
    {
        int sent = _wires.Sent.Count;
        foreach (uint id in new uint[] { 1, 2, 77, uint.MaxValue })
            _wires.Deliver(_wires.Gateway.Seal(ExchangeType.Informational, false, id, []));

        Assert.Equal(sent, _wires.Sent.Count);
    }

    [Fact]
    public void Deletion_of_the_ike_sa_is_answered_and_ends_the_session()
    {
        _wires.Deliver(_wires.Gateway.Request(ExchangeType.Informational, new DeletePayload(ProtocolId.Ike, [])));

        Assert.Equal(FaultKind.PeerClosed, _wires.Down!.Fault.Kind);
        Assert.Single(_wires.Actions.OfType<RemoveChild>());
        Assert.IsType<SessionDown>(_wires.Actions[^1]);
    }

    [Fact]
    public void Deletion_of_the_last_child_is_answered_with_our_half_and_it_is_asked_for_again()
    {
        _wires.FromGateway(_wires.Gateway.Request(
            ExchangeType.Informational, new DeletePayload(ProtocolId.Esp, [_wires.Gateway.EspSpi])));
        Assert.True(_wires.RunUntil(() => _wires.Gateway.Responses.ContainsKey(0), TimeSpan.FromSeconds(5)));

        DeletePayload ours = _wires.Gateway.Responses[0].OfType<DeletePayload>().Single();
        Assert.Equal(_wires.Child!.InboundSpi, ours.Spis[0]);
        Assert.False(_wires.Gateway.IsDeleted);
        Assert.Null(_wires.Down);
    }

    [Theory]
    [InlineData(ProtocolId.None)]
    [InlineData(ProtocolId.Ah)]
    [InlineData((ProtocolId)255)]
    public void Deletion_for_a_protocol_that_is_not_there_removes_nothing(ProtocolId protocol)
    {
        _wires.Deliver(_wires.Gateway.Request(ExchangeType.Informational, new DeletePayload(protocol, [_wires.Gateway.EspSpi])));

        Assert.Empty(_wires.Actions.OfType<RemoveChild>());
        Assert.Null(_wires.Down);
    }

    [Fact]
    public void A_silent_gateway_is_asked_after_the_interval_and_given_up_after_the_policy()
    {
        int sent = _wires.Sent.Count;
        Assert.True(_wires.RunUntil(() => _wires.Sent.Count > sent, TimeSpan.FromSeconds(31)));
        Assert.Null(_wires.Down);

        _wires.PassToGateway = _ => false;
        Assert.True(_wires.RunUntil(() => _wires.Down is not null));
        Assert.Equal(FaultKind.PeerSilent, _wires.Down!.Fault.Kind);
        Assert.Single(_wires.Actions.OfType<RemoveChild>());
    }

    [Fact]
    public void A_living_gateway_is_asked_again_and_again_and_the_session_stays()
    {
        _wires.RunUntil(() => false, TimeSpan.FromMinutes(40));

        Assert.Null(_wires.Down);
        Assert.InRange(_wires.Sent.Count, 70, 90);
    }

    [Fact]
    public void Traffic_from_the_gateway_makes_the_question_needless()
    {
        int sent = _wires.Sent.Count;
        for (int second = 0; second < 120; second++)
        {
            _wires.RunUntil(() => false, TimeSpan.FromSeconds(1));
            _wires.Session.NoteInboundTraffic(_wires.Child!.InboundSpi, _wires.Now);
        }

        Assert.Equal(sent, _wires.Sent.Count);
    }

    [Fact]
    public void A_replayed_request_does_not_pass_for_a_sign_of_life()
    {
        byte[] captured = _wires.Gateway.Request(ExchangeType.Informational);
        _wires.Deliver(captured);
        _wires.PassToGateway = _ => false;
        for (int second = 0; second < 32; second++)
        {
            _wires.RunUntil(() => false, TimeSpan.FromSeconds(1));
            _wires.Deliver(captured);
        }

        bool asked = _wires.Sent.Skip(2).Any(m => IkeHeader.TryRead(m, out IkeHeader header, out _) && !header.IsResponse);
        Assert.True(asked);
    }

    [Fact]
    public void A_rekey_of_the_ike_sa_without_a_key_exchange_is_refused_and_the_session_stays()
    {
        Proposal offer = TestSettings.GcmX25519 with { Spi = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 } };
        _wires.FromGateway(_wires.Gateway.Request(
            ExchangeType.CreateChildSa, new SaPayload([offer]), new NoncePayload(new byte[32])));

        Assert.True(_wires.RunUntil(() => _wires.Gateway.Responses.ContainsKey(0), TimeSpan.FromSeconds(1)));
        Assert.Contains(_wires.Gateway.Responses[0], p => p is NotifyPayload { NotifyType: NotifyType.InvalidKePayload });
        Assert.Null(_wires.Down);
    }

    [Fact]
    public void A_critical_payload_that_is_not_known_is_named_in_the_answer_and_the_session_stays()
    {
        _wires.FromGateway(_wires.Gateway.Request(
            ExchangeType.Informational, new UnknownPayload((PayloadType)222, true, new byte[3])));

        Assert.True(_wires.RunUntil(() => _wires.Gateway.Responses.ContainsKey(0), TimeSpan.FromSeconds(1)));
        NotifyPayload notify = _wires.Gateway.Responses[0].OfType<NotifyPayload>().Single();
        Assert.Equal(NotifyType.UnsupportedCriticalPayload, notify.NotifyType);
        Assert.Equal([(byte)222], notify.Data.ToArray());
        Assert.Null(_wires.Down);
    }

    [Fact]
    public void Garbage_for_our_spis_is_counted_and_nothing_else()
    {
        Random random = new(5);
        int sent = _wires.Sent.Count;
        byte[] model = _wires.Gateway.Seal(ExchangeType.Informational, false, 0, []);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] garbage = [.. model[..IkeHeader.Size], .. new byte[random.Next(100)]];
            random.NextBytes(garbage.AsSpan(IkeHeader.Size));
            garbage[16] = (byte)random.Next(256);
            BinaryPrimitives.WriteInt32BigEndian(garbage.AsSpan(24), garbage.Length);
            _wires.Deliver(garbage);
        }

        Assert.Equal(sent, _wires.Sent.Count);
        Assert.Null(_wires.Down);
        IkeCounters counters = _wires.Session.Counters;
        Assert.Equal(10_000, counters.Malformed + counters.NotAuthentic + counters.Unexpected);
    }
}
