using System.Text;
using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>IKE_SA_INIT and IKE_AUTH with a PPK (RFC 8784 section 3).</summary>
public sealed class PpkLoginTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_ends_mix_it_in(bool isRequired)
    {
        PpkScript script = new();
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired), PpkLab.Gateway(script));

        Assert.NotNull(wires.Up);
        Assert.True(wires.Gateway.IsAuthenticated);
        Assert.True(script.IsMixed);
        Assert.True(wires.Up.Details.Ppk);
    }

    [Fact]
    public void Use_ppk_is_announced_without_data_and_only_with_a_ppk()
    {
        using Wires with = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(new PpkScript()));
        using Wires without = PpkLab.Run(TestSettings.Create(), PpkLab.Gateway(new PpkScript()));

        NotifyPayload announced = PpkLab.Decode(with.Sent[0]).Find(NotifyType.UsePpk)!;
        Assert.Equal((ProtocolId.None, 0, 0), (announced.Protocol, announced.Spi.Length, announced.Data.Length));
        Assert.False(PpkLab.Decode(without.Sent[0]).Has(NotifyType.UsePpk));
        Assert.False(without.Gateway.Requests[0].Has(NotifyType.PpkIdentity));
        Assert.False(without.Up!.Details.Ppk);
    }

    [Fact]
    public void A_cookie_and_another_group_change_nothing_about_it()
    {
        Responder gateway = new(new SeededRandom(2)) { Cookie = [9, 9], Groups = [KeyExchangeMethod.Ecp256], Ppk = new PpkScript() };
        using Wires wires = PpkLab.Run(PpkLab.Settings(), gateway);

        Assert.True(wires.Up!.Details.Ppk);
        byte[][] requests = [.. wires.Sent.Where(m => m[18] == (byte)ExchangeType.IkeSaInit)];
        Assert.True(requests.Length >= 3);
        Assert.All(requests, m => Assert.True(PpkLab.Decode(m).Has(NotifyType.UsePpk)));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 32)]
    public void The_name_goes_with_auth_and_an_auth_without_it_only_where_that_would_do(bool isRequired, int length)
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired), PpkLab.Gateway(new PpkScript()));

        IReadOnlyList<Payload> request = wires.Gateway.Requests[0];
        Assert.Equal([2, .. Encoding.ASCII.GetBytes(PpkScript.Id)], request.Find(NotifyType.PpkIdentity)!.Data.ToArray());
        ReadOnlyMemory<byte> without = request.Find(NotifyType.NoPpkAuth)?.Data ?? default;
        Assert.Equal(length, without.Length);
        Assert.False(without.Span.SequenceEqual(request.OfType<AuthPayload>().Single().Data.Span));
    }

    [Fact]
    public void Required_and_not_announced_ends_the_attempt_before_anything_is_told()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(null));

        Assert.Equal((FaultKind.NoPpk, Blame.Configuration), (wires.Down!.Fault.Kind, wires.Down.Fault.Blame));
        Assert.Contains("USE_PPK", wires.Down.Fault.Message, StringComparison.Ordinal);
        Assert.Empty(wires.Gateway.Requests);
        Assert.All(wires.Sent, m => Assert.Equal((byte)ExchangeType.IkeSaInit, m[18]));
    }

    [Fact]
    public void A_forged_answer_without_the_announcement_does_not_end_the_attempt()
    {
        using Wires wires = new(PpkLab.Settings(), PpkLab.Gateway(new PpkScript()));
        Forger forger = new(wires.Sent[0]);
        wires.Deliver(forger.Full(0x1234));
        wires.Deliver(forger.Full(0x1235));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Ppk);
    }

    [Fact]
    public void Not_required_and_not_announced_goes_on_as_without()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired: false), PpkLab.Gateway(null));

        Assert.False(wires.Up!.Details.Ppk);
        Assert.False(wires.Gateway.Requests[0].Has(NotifyType.PpkIdentity));
        Assert.False(wires.Gateway.Requests[0].Has(NotifyType.NoPpkAuth));
    }

    [Fact]
    public void A_gateway_without_this_key_takes_the_other_proof()
    {
        PpkScript script = new(id: "another");
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired: false), PpkLab.Gateway(script));

        Assert.False(wires.Up!.Details.Ppk);
        Assert.False(script.IsMixed);
        Assert.True(wires.Gateway.IsAuthenticated);
    }

    [Fact]
    public void A_gateway_without_this_key_refuses_where_it_is_required()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(), PpkLab.Gateway(new PpkScript(id: "another")));

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
        Assert.False(wires.Gateway.IsAuthenticated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_key_of_the_same_name_connects_nobody(bool isRequired)
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings(isRequired), PpkLab.Gateway(new PpkScript(secret: "another")));

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
    }
}
