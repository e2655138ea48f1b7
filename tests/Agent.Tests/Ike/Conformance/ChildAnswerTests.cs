using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>A Child SA that the gateway asks for: our choice of proposal, group and selectors (sections 1.3, 2.7, 2.9 and 3.3.6).</summary>
public sealed class ChildAnswerTests
{
    private static readonly TrafficSelector Inner = Net("10.30.0.1", 32);
    private static readonly TrafficSelector Behind = Net("10.20.0.0", 16);
    private static readonly byte[] Spi = [0, 0, 0x30, 0x39];

    [Fact]
    public void Selectors_are_narrowed_to_what_is_ours_and_keep_the_first_choice()
    {
        IReadOnlyList<Payload> answer = Ask(Settings(), Offer(Esp(1)), remote: [Net("10.20.1.1", 32), Net("10.0.0.0", 8)], local: [Net("0.0.0.0", 0)]);

        Assert.Equal([Net("10.20.1.1", 32), Behind], answer.OfType<TsPayload>().Single(t => t.IsInitiator).Selectors);
        Assert.Equal([Net("10.30.0.0", 24)], answer.OfType<TsPayload>().Single(t => !t.IsInitiator).Selectors);
    }

    [Fact]
    public void Nothing_in_common_is_TS_UNACCEPTABLE() => AssertRefused(
        NotifyType.TsUnacceptable, Ask(Settings(), Offer(Esp(1)), remote: [Net("192.168.0.0", 16)], local: [Inner]));

    [Fact]
    public void A_proposal_with_an_unknown_transform_type_is_passed_over_and_another_taken_by_its_number_as_it_is()
    {
        Proposal strange = Esp(1) with { Transforms = [.. Esp(1).Transforms, new Transform((TransformType)99, 1)] };
        Proposal chosen = Assert.Single(Ask(Settings(), Offer(strange, Esp(2))).OfType<SaPayload>().Single().Proposals);

        Assert.Equal(2, chosen.Number);
        Assert.Equal(ProtocolId.Esp, chosen.Protocol);
        Assert.Equal(
            [Transform.Encryption(EncryptionId.AesGcm16, 128), Transform.SequenceNumbers(SequenceNumbersId.Extended)], chosen.Transforms);
    }

    public static TheoryData<string> Unacceptable => [.. Offers.Keys];

    private static readonly Dictionary<string, Func<Proposal, Proposal>> Offers = new()
    {
        ["no encryption"] = p => p with { Transforms = [.. p.Transforms.Where(t => t.Type != TransformType.Encryption)] },
        ["no key length"] = p => p with { Transforms = [Transform.Encryption(EncryptionId.AesGcm16), p.Transforms[1]] },
        ["unknown attribute"] = p => p with { Transforms = [p.Transforms[0] with { OtherAttributes = [new TransformAttribute(77, IsShort: true, new byte[2])] }, p.Transforms[1]] },
        ["unknown cipher"] = p => p with { Transforms = [Transform.Encryption((EncryptionId)999, 128), p.Transforms[1]] },
        ["another protocol"] = p => p with { Protocol = ProtocolId.Ah },
        ["an SPI of 8"] = p => p with { Spi = new byte[8] },
        ["integrity besides an AEAD"] = p => p with { Transforms = [.. p.Transforms, Transform.Integrity(IntegrityId.HmacSha256_128)] },
    };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void No_acceptable_proposal_is_NO_PROPOSAL_CHOSEN(string name) =>
        AssertRefused(NotifyType.NoProposalChosen, Ask(Settings(), Offer(Offers[name](Esp(1)))));

    [Fact]
    public void A_transform_that_is_not_known_is_passed_over_for_another_of_its_type()
    {
        Proposal offer = Esp(1) with { Transforms = [Transform.Encryption((EncryptionId)999, 128), .. Esp(1).Transforms] };

        Assert.NotEmpty(Ask(Settings(), Offer(offer)).OfType<SaPayload>());
    }

    [Fact]
    public void Another_group_than_the_ones_we_take_is_answered_with_the_one_we_prefer()
    {
        Proposal offer = Esp(1, KeyExchangeMethod.Modp2048, KeyExchangeMethod.Curve25519);
        IReadOnlyList<Payload> answer = Ask(Settings(Pair.Pfs(1)), [.. Offer(offer), new KePayload(KeyExchangeMethod.Modp2048, new byte[256])]);

        AssertRefused(NotifyType.InvalidKePayload, answer);
        Assert.Equal([0, (byte)KeyExchangeMethod.Curve25519], answer.FindError()!.Data.ToArray());
    }

    [Fact]
    public void The_group_of_the_public_value_is_taken_where_it_is_one_of_ours()
    {
        using KeyExchange exchange = KeyExchangeMethods.Create(KeyExchangeMethod.Ecp256, new SeededRandom(5));
        Proposal offer = Esp(1, KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256);
        IReadOnlyList<Payload> answer = Ask(
            Settings(Pair.Pfs(1)), [.. Offer(offer), new KePayload(KeyExchangeMethod.Ecp256, exchange.PublicValue.ToArray())]);

        Assert.Equal(KeyExchangeMethod.Ecp256, answer.OfType<KePayload>().Single().Method);
    }

    [Fact]
    public void Where_no_group_is_chosen_the_public_value_is_ignored_and_none_sent()
    {
        IReadOnlyList<Payload> answer = Ask(Settings(), [.. Offer(Esp(1)), new KePayload(KeyExchangeMethod.Curve25519, new byte[32])]);

        Assert.NotEmpty(answer.OfType<SaPayload>());
        Assert.Empty(answer.OfType<KePayload>());
    }

    [Fact]
    public void What_we_do_not_do_is_not_agreed_to()
    {
        NotifyType[] asked =
        [
            NotifyType.IpcompSupported, NotifyType.UseTransportMode, NotifyType.EspTfcPaddingNotSupported, NotifyType.NonFirstFragmentsAlso,
        ];
        IReadOnlyList<Payload> answer = Ask(Settings(), [.. asked.Select(t => new NotifyPayload(t, new byte[4])), .. Offer(Esp(1))]);

        Assert.NotEmpty(answer.OfType<SaPayload>());
        Assert.Empty(answer.OfType<NotifyPayload>());
    }

    [Fact]
    public void Selectors_of_a_type_that_is_not_known_select_nothing()
    {
        using Standing standing = new(Settings());
        TsPayload strange = new(true, []) { UnknownSelectors = [new UnknownSelector((TrafficSelectorType)9, 0, new byte[4])] };

        AssertRefused(
            NotifyType.TsUnacceptable,
            standing.Ask(ExchangeType.CreateChildSa, [.. Offer(Esp(1)), strange, new TsPayload(false, [Inner])])!);
    }

    [Theory]
    [InlineData("two KE")]
    [InlineData("two nonces")]
    [InlineData("two SA")]
    [InlineData("no SA")]
    [InlineData("no nonce")]
    [InlineData("one TS")]
    public void Too_many_or_too_few_payloads_are_fatal(string what)
    {
        KePayload ke = new(KeyExchangeMethod.Curve25519, new byte[32]);
        List<Payload> request = [.. Offer(Esp(1)), new TsPayload(true, [Behind]), new TsPayload(false, [Inner])];
        request = what switch
        {
            "two KE" => [.. request, ke, ke],
            "two nonces" => [.. request, request[1]],
            "two SA" => [request[0], .. request],
            "no SA" => request[1..],
            "no nonce" => [request[0], .. request[2..]],
            _ => request[..^1],
        };
        using Standing standing = new(Settings());

        AssertRefused(NotifyType.InvalidSyntax, standing.Ask(ExchangeType.CreateChildSa, [.. request])!);
        Assert.NotNull(standing.Wires.Down);
    }

    [Fact]
    public void It_is_accepted_on_before_the_answer_leaves()
    {
        using Standing standing = new(Settings());
        standing.Ask(ExchangeType.CreateChildSa, [.. Offer(Esp(1)), new TsPayload(true, [Behind]), new TsPayload(false, [Inner])]);

        Type[] order = [.. standing.Wires.Actions.Where(a => a is InstallChild or Send).Select(a => a.GetType())];
        Assert.Equal([typeof(InstallChild), typeof(Send)], order[^2..]);
    }

    [Fact]
    public void A_rekey_of_what_does_not_exist_is_named_in_CHILD_SA_NOT_FOUND()
    {
        NotifyPayload rekey = Notifications.OfChild(NotifyType.RekeySa, 0xDEADBEEF);
        IReadOnlyList<Payload> answer = Ask(Settings(), [rekey, .. Offer(Esp(1))]);

        Assert.Equal(rekey with { NotifyType = NotifyType.ChildSaNotFound }, Assert.Single(answer));
    }

    private static IkeSettings Settings(Proposal? esp = null) => TestSettings.Create() with
    {
        Children = [TestSettings.Child() with { Local = [Net("10.30.0.0", 24)], Remote = [Behind], Proposals = [esp ?? Esp(1)] }],
    };

    private static IReadOnlyList<Payload> Ask(
        IkeSettings settings, List<Payload> request, TrafficSelector[]? remote = null, TrafficSelector[]? local = null)
    {
        using Standing standing = new(settings);
        IReadOnlyList<Payload> answer = standing.Ask(
            ExchangeType.CreateChildSa, [.. request, new TsPayload(true, remote ?? [Behind]), new TsPayload(false, local ?? [Inner])])!;
        Assert.Null(standing.Wires.Down);
        return answer;
    }

    private static void AssertRefused(NotifyType type, IReadOnlyList<Payload> answer) =>
        Assert.Equal(type, Assert.IsType<NotifyPayload>(Assert.Single(answer)).NotifyType);

    private static List<Payload> Offer(params Proposal[] proposals) => [new SaPayload(proposals), new NoncePayload(new byte[32])];

    private static Proposal Esp(byte number, params KeyExchangeMethod[] groups)
    {
        Proposal esp = TestSettings.Esp(number, EncryptionId.AesGcm16, 128);
        return esp with { Spi = Spi, Transforms = [.. esp.Transforms, .. groups.Select(Transform.KeyExchange)] };
    }

    private static TrafficSelector Net(string address, int length) => TrafficSelector.FromPrefix(IpAddress.Parse(address), length);
}
