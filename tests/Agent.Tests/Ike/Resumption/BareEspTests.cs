using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Resumption;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Resumption;

/// <summary>A gateway that resumes without NAT detection (libreswan 5.2 to 5.4), where ESP may be in IP: by the kernel, and where there is no NAT.</summary>
public sealed class BareEspTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static IkeSettings Kernel => TestSettings.Create() with { BareEsp = true };

    [Fact]
    public void The_session_goes_on_without_UDP_around_ESP_and_where_it_began()
    {
        using ResumingGateway gateway = Make();
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal((true, true), (wires.Up!.Details.Resumed, wires.Up.Details.Nat.IsBareEsp));
        Assert.True(wires.Up.Details.Nat.IsNone);
        Assert.True(wires.Child!.IsBare);
        Assert.Equal([ExchangeType.IkeSessionResume, ExchangeType.IkeAuth], wires.Sent.Select(m => (ExchangeType)m[18]));
        wires.Pass(Minute);
        Assert.All(wires.Actions.OfType<Send>(), s => Assert.Equal(IkeTransport.Udp500, s.Transport));
        Assert.Empty(wires.Actions.OfType<ResumptionUseless>());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Without_the_kernel_or_through_a_NAT_it_is_logged_in_to_and_no_ticket_is_kept(bool isKernel, bool isDirect)
    {
        using ResumingGateway gateway = Make();
        using Wires wires = Resume(
            gateway, ResumingGateway.Login(gateway, isDirect: isDirect), isKernel ? Kernel : TestSettings.Create());

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal((false, false), (wires.Up!.Details.Resumed, wires.Child!.IsBare));
        Assert.Single(wires.Actions.OfType<ResumptionUseless>());
    }

    [Theory]
    [InlineData("10.10.2.2", "192.0.2.2")]
    [InlineData("10.10.1.2", "192.0.2.3")]
    public void On_another_way_there_may_be_a_NAT_and_it_is_logged_in_to_this_time(string here, string there)
    {
        using ResumingGateway gateway = Make();
        using ResumptionTicket given = ResumingGateway.Login(gateway, isDirect: true);
        ResumptionTicket ticket = new(given.Opaque, SecretBytes.CopyOf(given.OldD.Span))
        {
            Suite = given.Suite, LocalId = given.LocalId, PeerId = given.PeerId, AuthenticatedAt = given.AuthenticatedAt, ExpiresAt = given.ExpiresAt,
            Direct = new IkePath(IpAddress.Parse(here), 500, IpAddress.Parse(there), 500),
        };
        using Wires wires = Resume(gateway, ticket);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal((false, false), (wires.Up!.Details.Resumed, wires.Child!.IsBare));
        Assert.Empty(wires.Actions.OfType<ResumptionUseless>());
    }

    [Fact]
    public void A_gateway_with_NAT_detection_has_ESP_in_UDP_as_ever()
    {
        using ResumingGateway gateway = new();
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal((true, false), (wires.Up!.Details.Resumed, wires.Up.Details.Nat.IsBareEsp));
        Assert.False(wires.Child!.IsBare);
    }

    /// <summary>With nothing but the message covered it is a proof all the same.</summary>
    [Fact]
    public void One_that_does_not_know_the_keys_is_not_believed()
    {
        using ResumingGateway gateway = new()
        {
            BendResume = ResumingGateway.WithoutNatDetection, SignsMessagesAlone = true,
            BendAuth = p => [p[0], new AuthPayload(AuthMethod.SharedKey, new byte[32]), .. p.Skip(2)],
        };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void Its_successors_are_without_UDP_too()
    {
        using ResumingGateway gateway = Make();
        using Wires wires = Resume(gateway);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        wires.Do(s => s.RenewChildren(wires.Now));

        Assert.True(wires.RunUntil(() => wires.Actions.OfType<InstallChild>().Count() == 2, Minute));
        Assert.All(wires.Actions.OfType<InstallChild>(), install => Assert.True(install.Spec.IsBare));
    }

    [Fact]
    public void MOBIKE_is_neither_offered_nor_taken()
    {
        using ResumingGateway gateway = Make(Notifications.Of(NotifyType.MobikeSupported));
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(Assert.Single(gateway.AuthRequests).Has(NotifyType.MobikeSupported));
        Assert.False(wires.Up!.Details.Mobike);
        wires.Do(s => Assert.False(s.TryChangePath(TestSettings.Path with { Local = IpAddress.Parse("10.10.2.2") }, wires.Now)));
    }

    [Fact]
    public void The_next_ticket_leads_the_same_way()
    {
        using ResumingGateway gateway = Make(ResumingGateway.Grant(ResumingGateway.Data(600)));
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(Assert.Single(wires.Actions.OfType<TicketGranted>()).Ticket.IsDirect(TestSettings.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_ticket_tells_whether_there_is_a_NAT(bool isDirect)
    {
        using ResumptionTicket ticket = ResumingGateway.Login(isDirect: isDirect);
        Assert.Equal(isDirect, ticket.IsDirect(TestSettings.Path));
    }

    /// <summary>Many networks let UDP pass and nothing else.</summary>
    [Fact]
    public void Where_nothing_ever_comes_back_a_login_takes_its_place_and_tickets_are_of_no_use()
    {
        using ResumingGateway gateway = Make();
        using Wires wires = Resume(gateway);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Instant begun = wires.Now;

        Assert.True(wires.Flow(Minute, Tenth, () => false, () => wires.Actions.OfType<ReauthenticationDue>().Any()));
        Assert.InRange(wires.Now - begun, TimeSpan.FromSeconds(9.8), TimeSpan.FromSeconds(12));
        Assert.Single(wires.Actions.OfType<ResumptionUseless>());
        Assert.Empty(wires.Actions.OfType<DataPathSuspect>());
    }

    [Fact]
    public void Where_packets_came_back_before_it_is_a_dead_path_as_any()
    {
        using ResumingGateway gateway = Make();
        using Wires wires = Resume(gateway);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        wires.Flow(TimeSpan.FromSeconds(5), Tenth, () => true);

        Assert.True(wires.Flow(Minute, Tenth, () => false, () => wires.Actions.OfType<DataPathSuspect>().Any()));
        Assert.Empty(wires.Actions.OfType<ResumptionUseless>());
    }

    /// <param name="more">In its response to IKE_AUTH.</param>
    private static ResumingGateway Make(params Payload[] more) => new()
    {
        BendResume = ResumingGateway.WithoutNatDetection, SignsMessagesAlone = true, BendAuth = p => [.. p, .. more],
    };

    private static Wires Resume(ResumingGateway gateway, ResumptionTicket? ticket = null, IkeSettings? settings = null) =>
        new(settings ?? Kernel, new Responder(new SeededRandom(6)), ticket: ticket ?? ResumingGateway.Login(gateway, isDirect: true)) { Serve = gateway.Handle };
}
