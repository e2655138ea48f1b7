using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>Gateways that say one thing and do another, with the secret of the login in their hands.</summary>
public sealed class PpkAttackTests
{
    [Fact]
    public void Announced_and_then_ignored_is_not_authentic_where_it_is_required()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(new PpkScript { Ignores = true }));

        Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
        Assert.Contains("PPK_IDENTITY", wires.Down.Fault.Message, StringComparison.Ordinal);
        Assert.Contains(wires.Gateway.LastPayloads, p => p is NotifyPayload { NotifyType: NotifyType.AuthenticationFailed });
        Assert.Null(wires.Child);
    }

    [Fact]
    public void Announced_and_then_ignored_goes_on_where_it_is_not_required()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired: false), PpkLab.Gateway(new PpkScript { Ignores = true }));

        Assert.False(wires.Up!.Details.Ppk);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Said_to_be_used_but_not_is_not_authentic(bool isRequired)
    {
        using Wires wires = PpkLab.Run(
            PpkLab.Settings(isRequired), PpkLab.Gateway(new PpkScript { Ignores = true, Claims = true }));

        Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
        Assert.Null(wires.Child);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 2, 0x78 })]
    public void What_the_gateway_puts_into_its_ppk_identity_means_nothing(byte[] data)
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(new PpkScript { Data = data }));

        Assert.True(wires.Up!.Details.Ppk);
    }

    [Fact]
    public void Twice_is_no_more_than_once()
    {
        Responder gateway = new(new SeededRandom(2))
        {
            Ppk = new PpkScript(),
            BendAuth = p => [.. p, Notifications.Of(NotifyType.PpkIdentity), Notifications.Of(NotifyType.NoPpkAuth, new byte[32])],
        };
        using Wires wires = PpkLab.Run(PpkLab.Settings(), gateway);

        Assert.True(wires.Up!.Details.Ppk);
    }

    [Fact]
    public void Notifications_about_a_ppk_that_nobody_offered_change_nothing()
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => [.. p, Notifications.Of(NotifyType.UsePpk)],
            BendAuth = p => [.. p, Notifications.Of(NotifyType.PpkIdentity, new byte[] { 2, 1 }), Notifications.Of(NotifyType.NoPpkAuth, new byte[32])],
        };
        using Wires wires = PpkLab.Run(TestSettings.Create(), gateway);

        Assert.False(wires.Up!.Details.Ppk);
        Assert.False(gateway.Requests[0].Has(NotifyType.PpkIdentity));
    }

    [Fact]
    public void Said_to_be_used_without_having_announced_it_changes_nothing()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p, Notifications.Of(NotifyType.PpkIdentity)] };
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired: false), gateway);

        Assert.False(wires.Up!.Details.Ppk);
    }

    [Fact]
    public void The_key_is_in_no_line_and_no_text()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(new PpkScript()));

        string all = string.Concat(wires.Notes()) + PpkLab.Ppk();
        Assert.DoesNotContain(PpkScript.Secret, all, StringComparison.Ordinal);
        Assert.Contains("Ppk", all, StringComparison.Ordinal);
    }
}
