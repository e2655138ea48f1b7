using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>All messages of a session from its first to its last, as they leave.</summary>
public sealed class SentMessageTests : IDisposable
{
    private readonly List<IReadOnlyList<Payload>> _requests = [];
    private readonly Wires _wires;

    public SentMessageTests()
    {
        Responder gateway = new(new SeededRandom(2)) { Cookie = [7, 7], Groups = [KeyExchangeMethod.Ecp256] };
        gateway.AnswerCreate = p => gateway.Grant(p);
        IkeSettings settings = TestSettings.Create() with
        {
            Children = [TestSettings.Child(), TestSettings.Child("two")],
            RemoteId = gateway.Id,
        };
        _wires = new Wires(settings, gateway);
        _wires.Serve = message => Serve(gateway, message);
        Assert.True(_wires.RunUntil(() => _wires.Up is not null));
        _wires.RunUntil(() => false, TimeSpan.FromSeconds(45));
        _wires.Deliver(gateway.Request(ExchangeType.Informational));
        _wires.Close();
        Assert.True(_wires.RunUntil(() => _wires.Down is not null));
    }

    public void Dispose() => _wires.Dispose();

    [Fact]
    public void Each_has_version_2_0_and_no_flag_but_initiator_and_response()
    {
        Assert.All(_wires.Sent, m => Assert.Equal(0x20, m[17]));
        Assert.Single(_wires.Sent, m => m[19] == 0x28);
        Assert.All(_wires.Sent, m => Assert.Contains(m[19], new byte[] { 0x08, 0x28 }));
    }

    [Fact]
    public void Spis_are_never_zero_but_the_gateways_in_the_first_exchange()
    {
        IkeHeader first = Header(_wires.Sent[0]);
        Assert.NotEqual(0ul, first.InitiatorSpi);
        Assert.All(_wires.Sent, m => Assert.Equal(first.InitiatorSpi, Header(m).InitiatorSpi));
        Assert.All(_wires.Sent, m => Assert.Equal(Header(m).ExchangeType == ExchangeType.IkeSaInit, Header(m).ResponderSpi == 0));
        Assert.True(_wires.Sent.Count(m => Header(m).ExchangeType == ExchangeType.IkeSaInit) >= 3);
    }

    [Fact]
    public void Requests_count_up_from_zero_and_the_repeated_first_exchange_stays_at_zero()
    {
        uint[] ids = [.. _wires.Sent.Select(Header).Where(h => !h.IsResponse).Select(h => h.MessageId).Distinct()];
        Assert.Equal(Enumerable.Range(0, ids.Length).Select(i => (uint)i), ids);
        Assert.All(_wires.Sent.Select(Header), h => Assert.Equal(h.ExchangeType == ExchangeType.IkeSaInit, h is { MessageId: 0, IsResponse: false }));
    }

    [Fact]
    public void No_payload_is_critical() => Assert.All(_requests.SelectMany(p => p), p => Assert.False(p.Critical));

    [Fact]
    public void Payloads_have_the_order_of_the_figures()
    {
        PayloadType[][] orders = [.. _requests.Select(p => p.Select(x => x.Type).Where(t => t != PayloadType.Notify).ToArray()).Where(o => o.Length > 1)];

        Assert.All(orders[..^2], o => Assert.Equal([PayloadType.SecurityAssociation, PayloadType.KeyExchange, PayloadType.Nonce], o));
        Assert.Equal(
            [PayloadType.IdInitiator, PayloadType.IdResponder, PayloadType.Authentication, PayloadType.Configuration,
                PayloadType.SecurityAssociation, PayloadType.TsInitiator, PayloadType.TsResponder],
            orders[^2]);
        Assert.Equal(
            [PayloadType.SecurityAssociation, PayloadType.Nonce, PayloadType.TsInitiator, PayloadType.TsResponder], orders[^1]);
    }

    [Fact]
    public void A_cookie_changes_nothing_else_and_another_group_not_the_proposals()
    {
        IReadOnlyList<Payload>[] first = [.. _requests.Where(p => p.OfType<KePayload>().Any())];
        Assert.Equal(first[0], first[1].Skip(1));
        Assert.All(first, p => Assert.Equal(first[0].OfType<SaPayload>().Single(), p.OfType<SaPayload>().Single()));
        Assert.Equal(KeyExchangeMethod.Curve25519, first[0].OfType<KePayload>().Single().Method);
        Assert.Equal(KeyExchangeMethod.Ecp256, first[^1].OfType<KePayload>().Single().Method);
    }

    [Fact]
    public void Initial_contact_is_said_in_the_first_authentication_request_and_nowhere_else()
    {
        IReadOnlyList<Payload> said = Assert.Single(_requests, p => p.Has(NotifyType.InitialContact));
        Assert.Contains(said, p => p is AuthPayload);
    }

    [Fact]
    public void Notifies_about_the_ike_sa_have_neither_protocol_nor_spi() =>
        Assert.All(_requests.SelectMany(p => p).OfType<NotifyPayload>(), n => Assert.True(n is { Protocol: ProtocolId.None, Spi.IsEmpty: true }));

    [Fact]
    public void Proposals_are_numbered_from_one_and_say_nothing_of_integrity_with_an_aead()
    {
        SaPayload[] offers = [.. _requests.SelectMany(p => p).OfType<SaPayload>()];
        Assert.All(offers, o => Assert.Equal(Enumerable.Range(1, o.Proposals.Count), o.Proposals.Select(p => (int)p.Number)));
        Assert.All(offers[0].Proposals, p => Assert.True(p.Spi.IsEmpty));
        Assert.All(offers.SelectMany(o => o.Proposals), p => Assert.Equal(
            p.Transforms.Any(t => t is { Type: TransformType.Encryption, Id: (ushort)EncryptionId.AesCbc }),
            p.Transforms.Any(t => t.Type == TransformType.Integrity)));
        Assert.All(offers.SelectMany(o => o.Proposals).SelectMany(p => p.Transforms), t => Assert.Empty(t.OtherAttributes));
    }

    [Fact]
    public void Nonces_are_at_least_half_as_long_as_any_key_of_a_prf_and_never_the_same_in_two_exchanges()
    {
        ReadOnlyMemory<byte>[] nonces = [.. _requests.SelectMany(p => p).OfType<NoncePayload>().Select(n => n.Data)];
        int longest = new[] { PrfId.HmacSha1, PrfId.HmacSha256, PrfId.HmacSha384, PrfId.HmacSha512 }.Max(Holdfast.Ike.Keys.Prf.LengthOf);

        Assert.All(nonces, n => Assert.InRange(n.Length, Math.Max(16, longest / 2), 256));
        Assert.False(nonces[0].Span.SequenceEqual(nonces[^1].Span));
    }

    private static IkeHeader Header(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        return header;
    }

    private IReadOnlyList<byte[]> Serve(Responder gateway, byte[] message)
    {
        byte[]? answer = gateway.Handle(message);
        IkeHeader header = Header(message);
        if (header.ExchangeType == ExchangeType.IkeSaInit)
            _requests.Add(new Forger(message).Payloads);
        else if (!header.IsResponse)
            _requests.Add(gateway.LastPayloads);
        return answer is null ? [] : [answer];
    }
}
