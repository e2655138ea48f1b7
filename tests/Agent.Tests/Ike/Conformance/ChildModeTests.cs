using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Transport mode asked for, granted and declined, and IPComp, which is never asked for (sections 1.3.1, 2.22 and 2.23.1).</summary>
public sealed class ChildModeTests
{
    private static readonly TrafficSelector Site = TrafficSelector.FromPrefix(IpAddress.Parse("10.10.1.2"), 32);
    private static readonly TrafficSelector Gateway = TrafficSelector.FromPrefix(IpAddress.Parse("192.0.2.2"), 32);
    private static readonly NotifyPayload Transport = new(NotifyType.UseTransportMode);

    [Fact]
    public void Granted_it_is_used()
    {
        using Standing standing = new(Settings(EspMode.Transport), Grants(Transport));

        Assert.True(standing.Gateway.LastPayloads.Has(NotifyType.UseTransportMode));
        Assert.Equal(EspMode.Transport, standing.Wires.Child!.Mode);
        Assert.All(standing.Gateway.LastPayloads.OfType<TsPayload>(), t => Assert.Single(t.Selectors));
    }

    [Fact]
    public void Asked_for_by_the_gateway_and_ours_too_the_answer_says_so()
    {
        using Standing standing = new(Settings(EspMode.Transport), Grants(Transport));
        Proposal offer = TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 0, 0, 0x30, 0x39 } };
        Payload[] request =
        [
            new SaPayload([offer]), new NoncePayload(new byte[32]), new TsPayload(true, [Gateway]), new TsPayload(false, [Site]),
        ];

        Assert.Contains(Transport, standing.Ask(ExchangeType.CreateChildSa, [Transport, .. request])!);
        Assert.Equal(NotifyType.NoProposalChosen, standing.Ask(ExchangeType.CreateChildSa, request)!.FindError()!.NotifyType);
    }

    /// <summary>The site is behind a NAT; the gateway knows it by the NAT's address.</summary>
    [Fact]
    public void Through_a_nat_the_gateway_names_the_address_that_it_sees()
    {
        TrafficSelector seen = TrafficSelector.FromPrefix(IpAddress.Parse("192.0.2.1"), 32);
        using Standing standing = new(Settings(EspMode.Transport), Grants([seen], [Gateway], Transport));

        Assert.Equal([Site], standing.Wires.Child!.Local);
        Assert.Equal([Gateway], standing.Wires.Child!.Remote);

        Proposal offer = TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 0, 0, 0x30, 0x39 } };
        IReadOnlyList<Payload> answer = standing.Ask(
            ExchangeType.CreateChildSa,
            [Transport, new SaPayload([offer]), new NoncePayload(new byte[32]), new TsPayload(true, [Gateway]), new TsPayload(false, [seen])])!;
        Assert.Null(answer.FindError());
        Assert.Equal(2, standing.Wires.Actions.OfType<InstallChild>().Count(i => i.Spec.Local[0] == Site));
    }

    /// <summary>It is the site that is behind a NAT, not the gateway; and one address stands for one host, not for a network.</summary>
    [Theory]
    [InlineData("10.10.1.2", 32, "192.0.2.3", 32)]
    [InlineData("192.0.2.0", 24, "192.0.2.2", 32)]
    public void Another_address_that_no_nat_explains_is_refused(string local, int localBits, string remote, int remoteBits) => AssertDisowned(
        Settings(EspMode.Transport),
        Grants(
            [TrafficSelector.FromPrefix(IpAddress.Parse(local), localBits)], [TrafficSelector.FromPrefix(IpAddress.Parse(remote), remoteBits)],
            Transport));

    [Fact]
    public void Declined_the_child_is_deleted() => AssertDisowned(Settings(EspMode.Transport), Grants());

    [Fact]
    public void Wanted_by_the_gateway_alone_the_child_is_deleted() => AssertDisowned(Settings(EspMode.Tunnel), Grants(Transport));

    [Fact]
    public void Ipcomp_that_was_not_proposed_is_not_accepted() =>
        AssertDisowned(Settings(EspMode.Tunnel), Grants(new NotifyPayload(NotifyType.IpcompSupported, new byte[] { 0, 1, 2 })));

    [Fact]
    public void Ipcomp_is_never_proposed()
    {
        using Standing standing = new();

        Assert.False(standing.Gateway.LastPayloads.Has(NotifyType.IpcompSupported));
    }

    private static IkeSettings Settings(EspMode mode) => TestSettings.Create() with
    {
        Children = [TestSettings.Child() with { Mode = mode, Local = [Site], Remote = [Gateway] }],
        Requests = [],
    };

    private static Responder Grants(params Payload[] notifies) => Grants([Site], [Gateway], notifies);

    private static Responder Grants(TrafficSelector[] local, TrafficSelector[] remote, params Payload[] notifies) => new(new SeededRandom(2))
    {
        BendAuth = p =>
        [
            .. p.Where(x => x is not (TsPayload or ConfigPayload)), .. notifies, new TsPayload(true, local), new TsPayload(false, remote),
        ],
    };

    private static void AssertDisowned(IkeSettings settings, Responder gateway)
    {
        using Wires wires = new(settings, gateway);
        Assert.True(wires.RunUntil(() => gateway.DeletedChildren.Contains(gateway.InitiatorEspSpi), TimeSpan.FromSeconds(5)));

        Assert.Null(wires.Child);
        Assert.Null(wires.Down);
        Assert.NotEmpty(wires.Actions.OfType<ChildFailed>());
    }
}
