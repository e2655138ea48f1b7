using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Resumption;
using Holdfast.Tests.Ike.Conformance;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Resumption;

/// <summary>How tickets are asked for and taken (RFC 5723 sections 4.1 and 4.2).</summary>
public sealed class TicketTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_login_asks_for_a_ticket_where_that_is_wanted(bool isWanted)
    {
        using Standing standing = new(TestSettings.Create() with { Resumption = isWanted });

        Assert.Equal(isWanted, standing.Gateway.Requests[0].Has(NotifyType.TicketRequest));
    }

    [Fact]
    public void What_the_gateway_gives_has_all_that_a_return_takes()
    {
        using Responder gateway = Giving(ResumingGateway.Data(600));
        using Standing standing = new(gateway: gateway);
        ResumptionTicket ticket = Assert.Single(standing.Actions<TicketGranted>()).Ticket;

        Assert.Equal(100, ticket.Opaque.Length);
        Assert.Equal(gateway.Keys.D.ToArray(), ticket.OldD.Span.ToArray());
        Assert.Equal((gateway.Suite, "site7", false), (ticket.Suite, System.Text.Encoding.ASCII.GetString(ticket.LocalId.Data.Span), ticket.UsesPpk));
        Assert.Equal(gateway.Id, ticket.PeerId);
        Assert.Equal(TimeSpan.FromSeconds(600), ticket.ExpiresAt - ticket.AuthenticatedAt);
    }

    [Theory]
    [InlineData(0xFFFFFFFF, null, 24 * 60)]
    [InlineData(0xFFFFFFFF, 60, 60)]
    [InlineData(1800u, 60, 30)]
    public void No_ticket_lives_longer_than_its_login(uint seconds, int? reauthenticationMinutes, int expected)
    {
        using Standing standing = new(
            TestSettings.Create() with { Reauthentication = reauthenticationMinutes is { } m ? TimeSpan.FromMinutes(m) : null },
            Giving(ResumingGateway.Data(seconds)));
        ResumptionTicket ticket = Assert.Single(standing.Actions<TicketGranted>()).Ticket;

        Assert.Equal(TimeSpan.FromMinutes(expected), ticket.ExpiresAt - ticket.AuthenticatedAt);
    }

    public static TheoryData<int, uint> Useless => new()
    {
        { -4, 600 }, { -1, 600 }, { 0, 600 }, { 2049, 600 }, { 60_000, 600 }, { 100, 0 }, { 100, 29 },
    };

    [Theory]
    [MemberData(nameof(Useless))]
    public void What_is_no_ticket_or_too_long_or_too_short_lived_is_not_kept(int length, uint seconds)
    {
        byte[] data = ResumingGateway.Data(seconds, Math.Max(length, 0))[..(4 + length)];
        using Standing standing = new(gateway: Giving(data));

        Assert.Empty(standing.Actions<TicketGranted>());
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_ticket_is_not_asked_for_of_a_gateway_that_gives_none()
    {
        using Standing standing = new(gateway: With(Notifications.Of(NotifyType.TicketNack)));
        standing.Wires.Do(s => s.RenewTicket(standing.Wires.Now));
        standing.Run(TimeSpan.FromHours(3));

        Assert.Single(standing.Gateway.Requests, r => r.Has(NotifyType.TicketRequest));
    }

    [Fact]
    public void One_that_is_promised_is_asked_for_soon()
    {
        using Responder gateway = With(Notifications.Of(NotifyType.TicketAck));
        gateway.AnswerInformational = r => r.Has(NotifyType.TicketRequest) ? [ResumingGateway.Grant(ResumingGateway.Data(3600))] : [];
        using Standing standing = new(gateway: gateway);
        standing.Run(TimeSpan.FromSeconds(5));

        Assert.Single(standing.Actions<TicketGranted>());
    }

    [Fact]
    public void One_that_is_promised_again_and_again_is_not_asked_for_all_the_time()
    {
        using Responder gateway = With(Notifications.Of(NotifyType.TicketAck));
        gateway.AnswerInformational = r => r.Has(NotifyType.TicketRequest) ? [Notifications.Of(NotifyType.TicketAck)] : [];
        using Standing standing = new(gateway: gateway);
        standing.Run(TimeSpan.FromHours(1));

        Assert.InRange(standing.Gateway.Requests.Count(r => r.Has(NotifyType.TicketRequest)), 3, 9);
    }

    [Fact]
    public void Another_is_asked_for_before_a_ticket_ends_and_when_it_is_spent()
    {
        using Responder gateway = Giving(ResumingGateway.Data(400));
        gateway.AnswerInformational = r => r.Has(NotifyType.TicketRequest) ? [ResumingGateway.Grant(ResumingGateway.Data(3600))] : [];
        using Standing standing = new(gateway: gateway);
        standing.Run(TimeSpan.FromSeconds(299));
        Assert.Single(standing.Actions<TicketGranted>());
        standing.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(2, standing.Actions<TicketGranted>().Count());
        standing.Wires.Do(s => s.RenewTicket(standing.Wires.Now));
        standing.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(3, standing.Actions<TicketGranted>().Count());
    }

    private static Responder Giving(byte[] data) => With(ResumingGateway.Grant(data));

    private static Responder With(Payload payload) => new(new SeededRandom(2)) { BendAuth = p => [.. p, payload] };
}
