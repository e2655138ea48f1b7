using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>What the gateway asks under RFC 4555, and what a NAT between the two does unasked.</summary>
public sealed class MobikeAnswerTests
{
    private static readonly NotifyPayload Other = new(NotifyType.AdditionalIp4Address, new byte[] { 203, 0, 113, 7 });

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Cookie2_comes_back_as_it_is(int length)
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        NotifyPayload cookie = new(NotifyType.Cookie2, Enumerable.Range(0, length).Select(i => (byte)i).ToArray());

        Assert.Equal([cookie], standing.Ask(ExchangeType.Informational, cookie)!);
    }

    [Fact]
    public void Nat_detection_is_answered_with_ours()
    {
        using Standing standing = new(TestSettings.Create() with { ForceEncapsulation = false }, Standing.WithMobike());
        IReadOnlyList<Payload> answer = standing.Ask(
            ExchangeType.Informational, new NotifyPayload(NotifyType.NatDetectionSourceIp, new byte[20]), new NotifyPayload(NotifyType.NatDetectionDestinationIp, new byte[20]))!;

        SessionDetails details = standing.Wires.Up!.Details;
        Assert.Equal(
            NatDetection.Digest(details.InitiatorSpi, details.ResponderSpi, TestSettings.Path.Local, 4500),
            answer.Find(NotifyType.NatDetectionSourceIp)!.Data.ToArray());
        Assert.Equal(
            NatDetection.Digest(details.InitiatorSpi, details.ResponderSpi, TestSettings.Path.Remote, 4500),
            answer.Find(NotifyType.NatDetectionDestinationIp)!.Data.ToArray());
    }

    [Fact]
    public void Additional_addresses_replace_those_before_and_none_empties_them()
    {
        using Standing standing = new(gateway: Standing.WithMobike(Other));
        Assert.Empty(standing.Ask(ExchangeType.Informational, new NotifyPayload(NotifyType.NoAdditionalAddresses))!);

        IReadOnlyList<IpAddress>[] told = [.. standing.Actions<GatewayAddresses>().Select(a => a.Addresses)];
        Assert.Equal(2, told.Length);
        Assert.Equal([IpAddress.Parse("203.0.113.7")], told[0]);
        Assert.Empty(told[1]);
    }

    [Fact]
    public void An_update_by_the_gateway_which_is_not_its_to_make_moves_nothing()
    {
        using Standing standing = new(gateway: Standing.WithMobike());

        Assert.Empty(standing.Ask(ExchangeType.Informational, new NotifyPayload(NotifyType.UpdateSaAddresses))!);
        Assert.Empty(standing.Actions<SessionChanged>());
    }

    [Theory]
    [InlineData("C00002020A0A010211941194", true)]
    [InlineData("C0000202C000020111941194", false)]
    [InlineData("CB0071010A0A010211941194", false)]
    [InlineData("C00002020A0A0102", false)]
    public void Addresses_count_only_if_no_nat_changed_the_gateways(string noNats, bool fits)
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        IReadOnlyList<Payload> answer = standing.Ask(
            ExchangeType.Informational, Other, new NotifyPayload(NotifyType.NoNatsAllowed, Convert.FromHexString(noNats)))!;

        Assert.Equal(!fits, answer.Has(NotifyType.UnexpectedNatDetected));
        Assert.Equal(fits ? 1 : 0, standing.Actions<GatewayAddresses>().Count());
    }

    [Fact]
    public void Behind_a_nat_a_liveness_check_finds_a_new_mapping_and_tells_the_gateway()
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        int updates = 0;
        byte mapping = 1;
        standing.Gateway.AnswerInformational = p => Answer(p, mapping, ref updates);
        standing.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(0, updates);
        bool?[] seen = [.. standing.Actions<NatMappingSeen>().Select(one => one.IsSame)];
        Assert.Null(seen[0]);
        Assert.True(seen.Length > 2);
        Assert.All(seen.Skip(1), isSame => Assert.True(isSame));

        mapping = 2;
        standing.Run(TimeSpan.FromSeconds(35));
        Assert.Equal(1, updates);
        Assert.Single(standing.Actions<NatMappingSeen>(), one => one.IsSame == false);
        standing.Run(TimeSpan.FromMinutes(3));
        Assert.Single(standing.Actions<NatMappingSeen>(), one => one.IsSame == false);
        Assert.Equal(1, updates);
        Assert.Null(standing.Wires.Down);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_nat_or_without_mobike_a_liveness_check_is_empty(bool mobike)
    {
        IkePath seen = mobike ? new(TestSettings.Path.Remote, 500, TestSettings.Path.Local, 500) : new(TestSettings.Path.Remote, 500, IpAddress.Parse("203.0.113.7"), 9);
        Responder gateway = new(new SeededRandom(2))
        {
            PathAsSeen = seen,
            BendAuth = p => mobike ? [.. p, new NotifyPayload(NotifyType.MobikeSupported)] : p,
        };
        using Standing standing = new(gateway: gateway);
        List<IReadOnlyList<Payload>> asked = [];
        gateway.AnswerInformational = p =>
        {
            asked.Add(p);
            return [];
        };
        standing.Run(TimeSpan.FromMinutes(2));

        Assert.NotEmpty(asked);
        Assert.All(asked, Assert.Empty);
    }

    private static IReadOnlyList<Payload> Answer(IReadOnlyList<Payload> request, byte mapping, ref int updates)
    {
        updates += request.Has(NotifyType.UpdateSaAddresses) ? 1 : 0;
        List<Payload> answer = [.. request.OfType<NotifyPayload>().Where(n => n.NotifyType == NotifyType.Cookie2)];
        if (request.Has(NotifyType.NatDetectionSourceIp))
        {
            answer.Add(new NotifyPayload(NotifyType.NatDetectionSourceIp, new byte[20]));
            answer.Add(new NotifyPayload(NotifyType.NatDetectionDestinationIp, Enumerable.Repeat(mapping, 20).ToArray()));
        }

        return answer;
    }
}
