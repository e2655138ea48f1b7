using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Redirects;

/// <summary>RFC 5685 against a scripted gateway: in IKE_SA_INIT, in IKE_AUTH, and while the session stands.</summary>
public sealed class RedirectTests
{
    [Fact]
    public void Support_is_announced_where_the_connection_trusts_it()
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2)));

        Assert.True(RedirectLab.Payloads(wires.Sent[0]).Has(NotifyType.RedirectSupported));
        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Fact]
    public void Nothing_is_said_of_it_by_default()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

        IReadOnlyList<Payload> request = RedirectLab.Payloads(wires.Sent[0]);
        Assert.False(request.Has(NotifyType.RedirectSupported) || request.Has(NotifyType.RedirectedFrom));
    }

    [Fact]
    public void The_next_gateway_is_told_who_sent_us()
    {
        using Wires wires = new(
            RedirectLab.Settings() with { RedirectedFrom = IpAddress.Parse("192.0.2.2") }, new Responder(new SeededRandom(2)));

        IReadOnlyList<Payload> request = RedirectLab.Payloads(wires.Sent[0]);
        Assert.Equal([1, 4, 192, 0, 2, 2], request.Find(NotifyType.RedirectedFrom)!.Data.ToArray());
        Assert.False(request.Has(NotifyType.RedirectSupported));
    }

    [Fact]
    public void In_place_of_IKE_SA_INIT_it_ends_the_attempt_with_where_to_go()
    {
        using Wires wires = RedirectLab.Sent(RedirectLab.Settings(), request => RedirectLab.InClear(request));
        var begun = wires.Now;

        IkeFault fault = RedirectLab.End(wires);

        Assert.Equal(FaultKind.Redirected, fault.Kind);
        Assert.Equal(IpAddress.Parse("192.0.2.99"), fault.Redirect!.Address);
        Assert.InRange((wires.Now - begun).TotalSeconds, 1, 1.5);
    }

    [Fact]
    public void In_IKE_AUTH_the_gateway_is_proved_first_and_told_to_forget()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = Sends(RedirectLab.Elsewhere) };
        using Wires wires = new(RedirectLab.Settings(), gateway);

        IkeFault fault = RedirectLab.End(wires);

        Assert.Equal((FaultKind.Redirected, "192.0.2.99"), (fault.Kind, fault.Redirect!.ToString()));
        Assert.True(gateway.IsDeleted);
        Assert.Null(wires.Child);
    }

    [Fact]
    public void While_the_session_stands_it_stands_on()
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway, RedirectLab.Settings());

        wires.FromGateway(gateway.Request(ExchangeType.Informational, RedirectLab.Redirect(3, 3, (byte)'g', (byte)'w', (byte)'2')));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("gw2", wires.Actions.OfType<GatewayRedirects>().Single().Target.ToString());
        Assert.Empty(gateway.Responses[0]);
        Assert.Null(wires.Down);
        Assert.False(gateway.IsDeleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_it_is_not_trusted_in_IKE_AUTH_one_line_says_so(bool hasChild)
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = Sends(RedirectLab.Elsewhere, hasChild) };
        using Wires wires = new(RedirectLab.Settings(follows: false), gateway);

        wires.RunUntil(() => wires.Up is not null || wires.Down is not null);

        Assert.Equal(hasChild, wires.Up is not null);
        Assert.Equal(hasChild ? null : FaultKind.RedirectRefused, wires.Down?.Fault.Kind);
        Assert.Equal(hasChild ? 1 : 0, wires.Actions.OfType<Note>().Count(n => n.Level == NoteLevel.Warning && n.Text.Contains("REDIRECT", StringComparison.Ordinal)));
        Assert.Equal(!hasChild, gateway.IsDeleted);
    }

    [Fact]
    public void Where_it_is_not_trusted_a_session_stands_on_with_a_warning()
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway);

        wires.FromGateway(gateway.Request(ExchangeType.Informational, RedirectLab.Redirect(RedirectLab.Elsewhere)));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Empty(wires.Actions.OfType<GatewayRedirects>());
        Assert.Contains(wires.Actions.OfType<Note>(), n => n.Level == NoteLevel.Warning && n.Text.Contains("192.0.2.99", StringComparison.Ordinal));
        Assert.Null(wires.Down);
    }

    /// <summary>IDr, AUTH and REDIRECT; with all else beside them where <paramref name="hasChild"/>.</summary>
    internal static Func<List<Payload>, List<Payload>> Sends(byte[] to, bool hasChild = false) =>
        p => [.. p.Where(x => hasChild || x is IdPayload or AuthPayload), RedirectLab.Redirect(to)];
}
