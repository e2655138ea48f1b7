using System.Security.Cryptography;
using Holdfast.Ike;
using Holdfast.Ike.Keys;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Payloads in clear before SK: authentic, as the checksum covers them, and skipped (RFC 7296 sections 2.5 and 3.14).</summary>
public sealed class OutsidePayloadTests : IDisposable
{
    private readonly Standing _standing = new();

    public void Dispose() => _standing.Dispose();

    [Fact]
    public void One_that_is_not_known_is_skipped() =>
        Assert.Empty(Answer(new UnknownPayload((PayloadType)222, false, new byte[5]))!);

    [Fact]
    public void A_known_one_is_not_acted_on()
    {
        Assert.Empty(Answer(new DeletePayload(ProtocolId.Ike, []))!);
        Assert.Null(_standing.Wires.Down);
    }

    [Fact]
    public void A_critical_one_that_is_not_known_is_named_in_the_answer_and_the_session_stays()
    {
        NotifyPayload notify = Assert.IsType<NotifyPayload>(
            Assert.Single(Answer(new UnknownPayload((PayloadType)222, true, new byte[5]))!));

        Assert.Equal(NotifyType.UnsupportedCriticalPayload, notify.NotifyType);
        Assert.Equal([222], notify.Data.ToArray());
        Assert.Null(_standing.Wires.Down);
    }

    [Fact]
    public void A_bit_that_is_changed_in_one_is_noticed()
    {
        byte[] message = _standing.Make(new Forged(ExchangeType.Informational, 0)
        {
            Before = [new UnknownPayload((PayloadType)222, false, new byte[5])],
        });
        message[IkeHeader.Size + PayloadChain.HeaderSize] ^= 1;
        _standing.Wires.Deliver(message);

        Assert.Equal(1, _standing.Wires.Session.Counters.NotAuthentic);
        Assert.Empty(_standing.Gateway.Responses);
    }

    [Fact]
    public void Reserved_octets_of_the_gateways_identity_are_ignored_but_signed()
    {
        byte[] reserved = [1, 2, 3];
        IdPayload id = new(false, IdType.Fqdn, "gw.example.test"u8.ToArray()) { Reserved = reserved };
        List<Payload> answer = [];
        Responder gateway = new(new SeededRandom(2)) { Id = id, BendAuth = p => answer = p };
        using Wires wires = new(TestSettings.Create(), gateway);
        wires.RunUntil(() => wires.Sent.Count == 2);
        gateway.Handle(wires.Sent[1]);
        IkeHeader.TryRead(wires.Sent[1], out IkeHeader header, out _);
        Forged forged = new(ExchangeType.IkeAuth, 1, IsResponse: true)
        {
            Inner = answer,
            BendInner = inner => reserved.CopyTo(inner, PayloadChain.HeaderSize + 1),
        };
        wires.PassToGateway = _ => false;
        wires.Deliver(forged.By(gateway, wires.Sent[0], header.ResponderSpi));

        Assert.NotNull(wires.Up);
        Assert.Equal("gw.example.test", wires.Up!.Details.PeerIdentity);
    }

    [Fact]
    public void AUTH_covers_the_reserved_octets_of_an_identity_as_they_came()
    {
        IdPayload id = new(false, IdType.Fqdn, "gw"u8.ToArray()) { Reserved = new byte[] { 1, 2, 3 } };
        byte[] key = HMACSHA256.HashData("secret"u8, "Key Pad for IKEv2"u8);
        byte[] idHash = HMACSHA256.HashData(new byte[32], (byte[])[(byte)IdType.Fqdn, 1, 2, 3, .. "gw"u8]);

        Assert.Equal(
            HMACSHA256.HashData(key, (byte[])[.. "message"u8, .. "nonce"u8, .. idHash]),
            PskAuthentication.Compute(PrfId.HmacSha256, "secret"u8, new byte[32], "message"u8, "nonce"u8, id));
    }

    private IReadOnlyList<Payload>? Answer(Payload outside) =>
        _standing.AnswerTo(_standing.Make(new Forged(ExchangeType.Informational, 0) { Before = [outside] }), 0);
}
