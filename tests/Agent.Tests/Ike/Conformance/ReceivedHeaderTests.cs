using Holdfast.Ike;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>What the header of an authentic message may hold (RFC 7296 sections 2.5, 3.1 and 3.2).</summary>
public sealed class ReceivedHeaderTests : IDisposable
{
    private const int Version = 17;
    private const int Flags = 19;
    private const int LastOfLength = 27;

    private readonly Standing _standing = new();

    public void Dispose() => _standing.Dispose();

    [Theory]
    [InlineData(0x21)]
    [InlineData(0x2F)]
    public void A_higher_minor_version_is_taken(byte version) => Assert.Empty(Answer(Bent(h => h[Version] = version))!);

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x30)]
    [InlineData(0xF0)]
    public void Another_major_version_is_dropped_without_a_word(byte version) => AssertIgnored(Bent(h => h[Version] = version));

    [Theory]
    [InlineData(0x10)]
    [InlineData(0xC7)]
    [InlineData(0xD7)]
    public void The_version_flag_and_reserved_flags_are_ignored(byte flags) => Assert.Empty(Answer(Bent(h => h[Flags] |= flags))!);

    [Fact]
    public void A_message_that_claims_to_come_from_the_initiator_is_ours_and_is_ignored() =>
        AssertIgnored(Bent(h => h[Flags] |= (byte)HeaderFlags.Initiator));

    [Fact]
    public void A_length_that_is_not_the_datagrams_is_refused() => AssertIgnored(Bent(h => h[LastOfLength]++));

    [Fact]
    public void Critical_and_reserved_bits_of_SK_are_ignored() =>
        Assert.Empty(Answer(new Forged(ExchangeType.Informational, 0) { SkFlags = 0xFF })!);

    [Fact]
    public void Critical_and_reserved_bits_of_a_payload_that_is_known_are_ignored() =>
        Assert.Empty(Answer(new Forged(ExchangeType.Informational, 0)
        {
            Inner = [new NotifyPayload((NotifyType)40000)],
            BendInner = inner => inner[1] = 0xFF,
        })!);

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(255)]
    public void Any_amount_of_padding_is_taken(int padding) =>
        Assert.Empty(Answer(new Forged(ExchangeType.Informational, 0) { Padding = padding })!);

    [Theory]
    [InlineData(ExchangeType.IkeAuth)]
    [InlineData((ExchangeType)240)]
    public void A_request_of_an_exchange_that_is_not_known_is_answered_and_fatal(ExchangeType exchange)
    {
        IReadOnlyList<Payload> answer = Answer(new Forged(exchange, 0))!;

        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(Assert.Single(answer)).NotifyType);
        Assert.Equal(FaultKind.ProtocolViolation, _standing.Wires.Down!.Fault.Kind);
        Assert.False(_standing.Gateway.IsDeleted);
    }

    [Theory]
    [InlineData(ExchangeType.IkeAuth)]
    [InlineData((ExchangeType)240)]
    [InlineData(ExchangeType.Informational)]
    public void A_response_that_nobody_waits_for_is_ignored(ExchangeType exchange) =>
        AssertIgnored(new Forged(exchange, 5, IsResponse: true));

    [Theory]
    [InlineData(ExchangeType.IkeSaInit)]
    [InlineData(ExchangeType.Informational)]
    [InlineData((ExchangeType)240)]
    public void A_request_that_is_not_protected_is_ignored(ExchangeType exchange)
    {
        byte[] request = Peer.Responder.Plain(Header(), 0, [new NotifyPayload(NotifyType.InvalidSyntax)]);
        request[18] = (byte)exchange;
        request[Flags] = 0;
        _standing.Wires.Sent[^1].AsSpan(8, 8).CopyTo(request.AsSpan(8));
        int sent = _standing.Wires.Sent.Count;
        _standing.Wires.Deliver(request);

        Assert.Equal(sent, _standing.Wires.Sent.Count);
        Assert.Null(_standing.Wires.Down);
    }

    private static Forged Bent(Action<byte[]> bend) => new(ExchangeType.Informational, 0) { BendHeader = bend };

    private IkeHeader Header()
    {
        IkeHeader.TryRead(_standing.Wires.Sent[0], out IkeHeader header, out _);
        return header;
    }

    private IReadOnlyList<Payload>? Answer(Forged forged) => _standing.AnswerTo(_standing.Make(forged), forged.Id);

    private void AssertIgnored(Forged forged)
    {
        int sent = _standing.Wires.Sent.Count;
        _standing.Wires.Deliver(_standing.Make(forged));

        Assert.Equal(sent, _standing.Wires.Sent.Count);
        Assert.Null(_standing.Wires.Down);
        Assert.Empty(_standing.Ask(ExchangeType.Informational)!);
    }
}
