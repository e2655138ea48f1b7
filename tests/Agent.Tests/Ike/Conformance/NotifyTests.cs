using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Notifications that are not known, not asked for, or fatal (RFC 7296 sections 2.21 and 3.10.1).</summary>
public sealed class NotifyTests
{
    private const NotifyType UnknownError = (NotifyType)8000;
    private const NotifyType UnknownStatus = (NotifyType)45000;

    [Theory]
    [InlineData(NotifyType.NoProposalChosen, FaultKind.NoCommonProposal)]
    [InlineData(NotifyType.FailedCpRequired, FaultKind.NoAddress)]
    [InlineData(UnknownError, FaultKind.Rejected)]
    public void An_error_in_a_response_fails_that_request_and_not_the_ike_sa(NotifyType error, FaultKind kind)
    {
        IkeSettings settings = TestSettings.Create() with { Children = [TestSettings.Child(), TestSettings.Child("two")] };
        Responder gateway = new(new SeededRandom(2));
        gateway.AnswerCreate = p => [.. gateway.Grant(p), new NotifyPayload(error)];
        using Standing standing = new(settings, gateway);
        standing.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(kind, standing.Actions<ChildFailed>().First().Fault.Kind);
        Assert.Single(standing.Actions<InstallChild>());
        Assert.Null(standing.Wires.Down);
    }

    [Theory]
    [InlineData(UnknownError)]
    [InlineData(UnknownStatus)]
    [InlineData(NotifyType.InvalidSelectors)]
    [InlineData(NotifyType.NoProposalChosen)]
    public void In_a_request_what_is_not_known_and_errors_are_answered_and_ignored(NotifyType type)
    {
        using Standing standing = new();

        Assert.Empty(standing.Ask(ExchangeType.Informational, new NotifyPayload(type, new byte[3]))!);
        Assert.Null(standing.Wires.Down);
        Assert.Empty(standing.Actions<RemoveChild>());
    }

    [Theory]
    [InlineData(UnknownStatus)]
    [InlineData(NotifyType.EspTfcPaddingNotSupported)]
    [InlineData(NotifyType.NonFirstFragmentsAlso)]
    [InlineData(NotifyType.AdditionalTsPossible)]
    [InlineData(NotifyType.InitialContact)]
    [InlineData(NotifyType.HttpCertLookupSupported)]
    public void A_status_that_we_did_not_ask_for_does_not_hinder_a_child(NotifyType type)
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [new NotifyPayload(type), .. p] };
        using Standing standing = new(gateway: gateway);

        Assert.NotNull(standing.Wires.Child);
    }

    [Fact]
    public void An_error_that_is_not_known_in_the_first_exchange_is_a_refusal_that_may_be_forged()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        wires.Deliver(Responder.Plain(request, 0, [new NotifyPayload(UnknownError)]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Fact]
    public void Invalid_syntax_in_an_answer_ends_the_ike_sa_without_a_delete()
    {
        using Standing standing = new();
        standing.Gateway.AnswerInformational = _ => [new NotifyPayload(NotifyType.InvalidSyntax)];

        Assert.True(standing.Wires.RunUntil(() => standing.Wires.Down is not null, TimeSpan.FromMinutes(1)));
        Assert.False(standing.Gateway.IsDeleted);
    }

    [Fact]
    public void A_request_that_does_not_decode_is_answered_with_invalid_syntax_and_fatal()
    {
        using Standing standing = new();
        byte[] request = standing.Make(new Forged(ExchangeType.Informational, 0)
        {
            Inner = [new NotifyPayload(UnknownStatus)],
            BendInner = inner => inner[3]++,
        });

        Assert.Equal(NotifyType.InvalidSyntax, standing.AnswerTo(request, 0)!.FindError()!.NotifyType);
        Assert.NotNull(standing.Wires.Down);
        Assert.False(standing.Gateway.IsDeleted);
    }

    [Fact]
    public void A_critical_payload_that_is_not_known_in_an_answer_fails_that_exchange_and_nothing_is_sent_for_it()
    {
        using Standing standing = new();
        standing.Gateway.AnswerInformational = _ => [new UnknownPayload((PayloadType)222, true, new byte[2])];
        int sent = standing.Wires.Sent.Count;
        standing.Run(TimeSpan.FromSeconds(35));

        Assert.Equal(1, standing.Wires.Sent.Count - sent);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_critical_payload_that_is_not_known_in_the_authentication_answer_is_told_to_the_gateway()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p, new UnknownPayload((PayloadType)222, true, new byte[2])] };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.Equal(NotifyType.UnsupportedCriticalPayload, gateway.LastPayloads.FindError()!.NotifyType);
    }

    [Fact]
    public void A_rekey_names_the_child_by_protocol_and_our_spi()
    {
        IReadOnlyList<Payload> seen = [];
        using Standing standing = new();
        standing.Gateway.AnswerCreate = p =>
        {
            seen = p;
            return standing.Gateway.Grant(p);
        };
        standing.Wires.Do(s => s.HandleChildExpiry(standing.Wires.Child!.InboundSpi, isHard: false, standing.Wires.Now));
        standing.Run(TimeSpan.FromSeconds(1));

        NotifyPayload rekey = seen.Find(NotifyType.RekeySa)!;
        Assert.Equal(ProtocolId.Esp, rekey.Protocol);
        Assert.True(rekey.TryGetSpi(out uint spi));
        Assert.Equal(standing.Wires.Child!.InboundSpi, spi);
        Assert.Equal(2, standing.Actions<InstallChild>().Count());
    }

    [Fact]
    public void A_vendor_id_is_ignored_everywhere()
    {
        VendorIdPayload vendor = new("strange"u8.ToArray());
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [vendor, .. p], BendAuth = p => [vendor, .. p] };
        using Standing standing = new(gateway: gateway);

        Assert.Empty(standing.Ask(ExchangeType.Informational, vendor)!);
    }
}
