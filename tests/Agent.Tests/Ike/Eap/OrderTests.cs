using System.Text;
using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>What may come when (RFC 3748, RFC 7296 section 2.16).</summary>
public sealed class OrderTests
{
    private static readonly byte[] Identity = EapScript.Request(1, EapType.Identity);

    [Fact]
    public void Nothing_of_eap_leaves_before_the_gateway_has_proved_itself()
    {
        EapScript script = new(Identity, _ => EapScript.Success(2));
        Responder rogue = new(new SeededRandom(2), "another secret") { Eap = script };
        using Wires wires = new(EapLab.Settings(), rogue);
        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
        Assert.Empty(script.Heard);
        string seen = string.Concat(rogue.Requests.SelectMany(r => r).OfType<IdPayload>().Select(i => Encoding.UTF8.GetString(i.Data.Span)));
        Assert.DoesNotContain(EapLab.User, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(rogue.Requests.SelectMany(r => r), p => p is EapPayload or AuthPayload);
    }

    [Fact]
    public void The_identity_is_told_when_it_is_asked_for()
    {
        EapScript script = new(Identity, _ => EapScript.Failure(2));

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out _);

        Assert.Equal(((byte)EapType.Identity, Identity[1]), (script.Heard.Single().Method, script.Heard[0].Identifier));
        Assert.Equal(EapLab.User, Encoding.UTF8.GetString(script.Heard[0].MethodData.Span));
        Assert.Equal((FaultKind.AuthenticationRejected, Blame.Configuration), (fault!.Kind, fault.Blame));
        Assert.Contains(EapLab.User, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Success_before_the_method_came_to_its_end_is_refused(int position)
    {
        MschapGateway mschap = new();
        int said = 0;
        byte[] first = position == 0 ? EapScript.Success(1) : Identity;
        EapScript script = new(first, packet => ++said == position ? EapScript.Success(9) : mschap.Answer(packet));

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out Responder gateway);

        Assert.Equal(FaultKind.ProtocolViolation, fault!.Kind);
        Assert.Contains("success before", fault.Message, StringComparison.Ordinal);
        Assert.False(gateway.IsAuthenticated);
        Assert.Contains(gateway.LastPayloads, p => p is NotifyPayload { NotifyType: NotifyType.AuthenticationFailed });
    }

    [Theory]
    [InlineData(EapCode.Response)]
    [InlineData((EapCode)5)]
    public void A_packet_of_another_code_ends_the_login(EapCode code)
    {
        EapScript script = new(Identity, _ => EapScript.Packet(code, 2, [(byte)EapType.MschapV2, 1]));

        Assert.Equal(FaultKind.ProtocolViolation, EapLab.Run(script, EapLab.Settings(), out _)!.Kind);
    }

    [Fact]
    public void A_method_that_is_not_allowed_is_declined_with_those_that_are()
    {
        byte id = 1;
        EapScript script = new(
            EapScript.Request(id, EapType.GenericTokenCard), _ => ++id < 4 ? EapScript.Request(id, EapType.Expanded, new byte[8]) : EapScript.Failure(id));

        EapLab.Run(script, EapLab.Settings(EapType.MschapV2, EapType.Md5Challenge), out _);

        Assert.All(script.Heard, packet => Assert.Equal((byte)EapType.Nak, packet.Method));
        Assert.All(script.Heard, packet => Assert.Equal([(byte)EapType.MschapV2, (byte)EapType.Md5Challenge], packet.MethodData.ToArray()));
    }

    [Fact]
    public void A_second_method_after_the_first_began_ends_the_login()
    {
        EapScript script = new(
            EapScript.Request(1, EapType.Md5Challenge, 2, 7, 7), _ => EapScript.Request(2, EapType.GenericTokenCard));

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(EapType.Md5Challenge, EapType.GenericTokenCard), out _);

        Assert.Single(script.Heard);
        Assert.Contains("EAP-GTC", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_without_an_end_are_counted()
    {
        byte id = 1;
        EapScript script = new(Identity, _ => EapScript.Request(++id, EapType.Identity));

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out _);

        Assert.Contains("50 rounds", fault!.Message, StringComparison.Ordinal);
        Assert.Equal(50, script.Heard.Count);
    }

    [Fact]
    public void Methods_that_are_declined_without_an_end_are_counted()
    {
        byte id = 1;
        EapScript script = new(
            EapScript.Request(1, EapType.GenericTokenCard), _ => EapScript.Request(++id, id % 2 == 0 ? EapType.Md5Challenge : EapType.Ttls));

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out Responder gateway);

        Assert.Contains("50 rounds", fault!.Message, StringComparison.Ordinal);
        Assert.All(script.Heard, packet => Assert.Equal((byte)EapType.Nak, packet.Method));
        Assert.False(gateway.IsAuthenticated);
    }

    [Fact]
    public void A_notification_is_answered_and_its_text_made_harmless()
    {
        EapScript script = new(EapScript.Request(1, EapType.Notification, "low\x1b[2J"u8), _ => EapScript.Failure(2));
        Responder gateway = new(new SeededRandom(2)) { Eap = script };
        using Wires wires = new(EapLab.Settings(), gateway);
        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal((byte)EapType.Notification, script.Heard.Single().Method);
        Assert.Contains(wires.Actions.OfType<Holdfast.Ike.Actions.Note>(), n => n.Text.EndsWith("low?[2J", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EapType.Md5Challenge)]
    [InlineData(EapType.GenericTokenCard)]
    public void A_method_without_a_key_ends_in_auth_by_sk_p(EapType type)
    {
        int said = 0;
        EapScript script = new(
            type == EapType.Md5Challenge ? EapScript.Request(1, type, 3, 1, 2, 3) : EapScript.Request(1, type, "Password: "u8),
            _ => ++said == 1 ? EapScript.Success(2) : null);

        Assert.Null(EapLab.Run(script, EapLab.Settings(type), out Responder gateway));

        Assert.True(gateway.IsAuthenticated);
        byte[] told = script.Heard.Single().MethodData.ToArray();
        byte[] expected = type == EapType.Md5Challenge
            ? [16, .. System.Security.Cryptography.MD5.HashData([1, .. Encoding.UTF8.GetBytes(EapLab.Password), 1, 2, 3])]
            : Encoding.UTF8.GetBytes(EapLab.Password);
        Assert.Equal(expected, told);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 1 })]
    [InlineData(new byte[] { 2, 1 })]
    public void An_md5_challenge_that_is_none_ends_the_login(byte[] data)
    {
        EapScript script = new(EapScript.Request(1, EapType.Md5Challenge, data), _ => EapScript.Success(2));

        Assert.Equal(FaultKind.ProtocolViolation, EapLab.Run(script, EapLab.Settings(EapType.Md5Challenge), out _)!.Kind);
        Assert.Empty(script.Heard);
    }
}
