using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>RFC 6023 against a scripted gateway.</summary>
public sealed class ChildlessTests
{
    [Fact]
    public void IKE_AUTH_has_no_Child_SA_and_the_first_comes_after_it()
    {
        using Responder gateway = Gateway();
        using Wires wires = new(Settings(ChildlessChoice.Force), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null, TimeSpan.FromSeconds(2)));

        Assert.DoesNotContain(gateway.Requests[0], p => p is SaPayload or TsPayload);
        Assert.Contains(gateway.Requests[0], p => p is ConfigPayload);
        Assert.Contains(gateway.Requests[1], p => p is SaPayload);
        Assert.Equal(2, gateway.Requests.Count);
        Assert.Empty(wires.Actions.OfType<ChildFailed>());
        Assert.Equal("10.30.0.1", wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.Addresses.Single().ToString());
    }

    [Fact]
    public void Several_are_made_one_after_the_other()
    {
        using Responder gateway = Gateway();
        using Wires wires = new(
            Settings(ChildlessChoice.Force) with { Children = [TestSettings.Child("one"), TestSettings.Child("two")] }, gateway);

        Assert.True(wires.RunUntil(() => wires.Actions.OfType<InstallChild>().Count() == 2, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_gateway_that_only_announces_it_gets_the_Child_SA_with_the_login()
    {
        using Responder gateway = Gateway();
        using Wires wires = new(Settings(ChildlessChoice.Auto), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.Contains(Assert.Single(gateway.Requests), p => p is SaPayload);
    }

    [Fact]
    public void A_gateway_that_refuses_it_in_IKE_AUTH_is_asked_without_at_once()
    {
        using Responder gateway = Gateway(forces: true);
        using Wires wires = new(Settings(ChildlessChoice.Auto), gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null, TimeSpan.FromSeconds(2)));

        Assert.Contains(gateway.Requests[0], p => p is SaPayload);
        Assert.DoesNotContain(gateway.Requests[1], p => p is SaPayload);
        Assert.Empty(wires.Actions.OfType<ChildFailed>());
    }

    [Fact]
    public void Where_that_is_ruled_out_it_is_a_refusal_that_says_so()
    {
        using Responder gateway = Gateway(forces: true);
        using Wires wires = new(Settings(ChildlessChoice.Never), gateway);

        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.ChildlessOnly, wires.Down!.Fault.Kind);
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public void Nothing_goes_to_a_gateway_that_can_not_where_it_is_forced()
    {
        using Responder gateway = new(new SeededRandom(2));
        using Wires wires = new(Settings(ChildlessChoice.Force), gateway);

        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.NotChildless, wires.Down!.Fault.Kind);
        Assert.Empty(gateway.Requests);
    }

    /// <summary>The same word of one that announces nothing is about something else.</summary>
    [Fact]
    public void INVALID_SYNTAX_without_the_announcement_is_the_Child_SAs_alone()
    {
        using Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(NotifyType.InvalidSyntax)] };
        using Wires wires = new(Settings(ChildlessChoice.Auto), gateway);

        wires.RunUntil(() => wires.Actions.OfType<ChildFailed>().Any());

        Assert.NotEmpty(wires.Actions.OfType<ChildFailed>());
        Assert.Null(wires.Down);
    }

    [Fact]
    public void A_gateway_that_refuses_either_way_is_not_asked_for_ever()
    {
        using Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => [.. p, Notifications.Of(NotifyType.ChildlessIkev2Supported)],
            BendAuth = p => [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(NotifyType.InvalidSyntax)],
        };
        using Wires wires = new(Settings(ChildlessChoice.Auto), gateway);

        wires.RunUntil(() => wires.Down is not null || wires.Actions.OfType<ChildFailed>().Any(), TimeSpan.FromMinutes(2));

        Assert.Equal(2, gateway.Requests.Count(r => r.OfType<IdPayload>().Any()));
    }

    private static IkeSettings Settings(ChildlessChoice choice) => TestSettings.Create() with { Childless = choice };

    /// <summary>One that announces it.</summary>
    private static Responder Gateway(bool forces = false)
    {
        Responder gateway = null!;
        gateway = new Responder(new SeededRandom(2))
        {
            BendInit = p => [.. p, Notifications.Of(NotifyType.ChildlessIkev2Supported)],
            BendAuth = p => forces && gateway.LastPayloads.OfType<SaPayload>().Any()
                ? [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(NotifyType.InvalidSyntax)] : p,
        };
        gateway.AnswerCreate = gateway.Grant;
        return gateway;
    }
}
