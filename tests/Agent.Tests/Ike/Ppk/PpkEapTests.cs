using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>A PPK beside EAP (RFC 8784 section 3): it goes with the AUTH after the method; the gateway's first is without.</summary>
public sealed class PpkEapTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_ends_mix_it_in_after_a_method_with_a_key(bool isRequired)
    {
        PpkScript ppk = new();
        using Wires wires = Mschap(ppk, isRequired);

        Assert.True(wires.Up!.Details.Ppk);
        Assert.True(ppk.IsMixed);
        IReadOnlyList<IReadOnlyList<Payload>> requests = wires.Gateway.Requests;
        Assert.All(requests.SkipLast(1), r => Assert.False(r.Has(NotifyType.PpkIdentity) || r.Has(NotifyType.NoPpkAuth)));
        Assert.True(requests[^1].Has(NotifyType.PpkIdentity));
        Assert.Equal(isRequired, !requests[^1].Has(NotifyType.NoPpkAuth));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_ends_mix_it_in_after_a_method_without_a_key(bool knows)
    {
        EapScript script = new(EapScript.Request(1, EapType.Md5Challenge, 3, 1, 2, 3), _ => EapScript.Success(2));
        PpkScript ppk = knows ? new PpkScript() : new PpkScript(id: "another");
        Responder gateway = new(new SeededRandom(2)) { Eap = script, Ppk = ppk };
        IkeSettings settings = EapLab.Settings(EapType.Md5Challenge) with { Ppk = PpkLab.Ppk(isRequired: false) };
        using Wires wires = PpkLab.Run(settings, gateway);

        Assert.Equal(knows, wires.Up!.Details.Ppk);
        Assert.True(gateway.IsAuthenticated);
    }

    [Fact]
    public void A_gateway_without_this_key_takes_the_other_proof()
    {
        using Wires wires = Mschap(new PpkScript(id: "another"), isRequired: false);

        Assert.False(wires.Up!.Details.Ppk);
        Assert.True(wires.Gateway.IsAuthenticated);
    }

    [Fact]
    public void Ignored_in_the_end_is_not_authentic_where_it_is_required()
    {
        using Wires wires = Mschap(new PpkScript { Ignores = true }, isRequired: true);

        Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
    }

    [Fact]
    public void Said_to_be_used_in_the_first_answer_means_nothing_yet()
    {
        bool isFirst = true;
        using Wires wires = Mschap(new PpkScript(), isRequired: true, payloads =>
        {
            List<Payload> answer = isFirst ? [.. payloads, Notifications.Of(NotifyType.PpkIdentity)] : payloads;
            isFirst = false;
            return answer;
        });

        Assert.True(wires.Up!.Details.Ppk);
    }

    private static Wires Mschap(PpkScript ppk, bool isRequired, Func<List<Payload>, List<Payload>>? bend = null)
    {
        MschapGateway mschap = new();
        EapScript script = null!;
        script = new EapScript(MschapGateway.First, packet =>
        {
            byte[]? next = mschap.Answer(packet);
            script.Msk = mschap.Msk;
            return next;
        });
        Responder gateway = new(new SeededRandom(2)) { Eap = script, Ppk = ppk, BendAuth = bend ?? (p => p) };
        return PpkLab.Run(EapLab.Settings() with { Ppk = PpkLab.Ppk(isRequired) }, gateway);
    }
}
