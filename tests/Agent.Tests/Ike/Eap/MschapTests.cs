using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

public sealed class MschapTests
{
    [Theory]
    [InlineData("site7@example.test")]
    [InlineData("DOMAIN\\site7")]
    [InlineData("sïte7")]
    public void A_login_with_the_right_password_connects(string user)
    {
        MschapGateway mschap = new();
        EapScript script = ScriptOf(mschap);
        IkeSettings settings = EapLab.Settings() with
        {
            Credential = new EapLogin(
                Encoding.UTF8.GetBytes(user), SecretBytes.CopyOf(Encoding.UTF8.GetBytes(EapLab.Password)), [EapType.MschapV2]),
        };

        Assert.Null(EapLab.Run(script, settings, out Responder gateway));

        Assert.True(gateway.IsAuthenticated);
        Assert.Equal(64, mschap.Msk!.Length);
        Assert.Equal(user, Encoding.UTF8.GetString(script.Heard[1].MethodData.Span[54..]));
        Assert.Equal([3], script.Heard[2].MethodData.ToArray());
    }

    [Fact]
    public void A_wrong_password_is_told_in_one_line_and_not_tried_again()
    {
        MschapGateway mschap = new("another password");
        EapScript script = ScriptOf(mschap);

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out _);

        Assert.Equal((FaultKind.AuthenticationRejected, Blame.Configuration), (fault!.Kind, fault.Blame));
        Assert.Contains($"\"{EapLab.User}\": wrong user name or password (691): no", fault.Message, StringComparison.Ordinal);
        Assert.Equal([4], script.Heard[2].MethodData.ToArray());
        Assert.Equal(3, script.Heard.Count);
    }

    /// <summary>The gateway has proved itself, so the login is not begun anew, as it is after a refusal that may be forged: accounts are locked for less.</summary>
    [Fact]
    public void A_wrong_password_goes_to_the_gateway_once()
    {
        Responder gateway = new(new SeededRandom(2)) { Eap = ScriptOf(new MschapGateway("another password")) };
        using Wires wires = new(EapLab.Settings(), gateway);
        Instant start = wires.Now;
        wires.RunUntil(() => wires.Down is not null);

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
        Assert.True(wires.Now < start + Refusals.Grace, $"{wires.Now - start}");
    }

    [Fact]
    public void Success_after_a_failure_is_refused()
    {
        MschapGateway mschap = new("another password");
        int said = 0;
        EapScript script = new(MschapGateway.First, packet => ++said == 3 ? EapScript.Success(7) : mschap.Answer(packet));

        Assert.Equal(FaultKind.ProtocolViolation, EapLab.Run(script, EapLab.Settings(), out _)!.Kind);
    }

    /// <summary>Neither answered nor followed: the gateway that does not know the password learns nothing more.</summary>
    [Theory]
    [InlineData("S=0000000000000000000000000000000000000000 M=welcome")]
    [InlineData("S=zz00000000000000000000000000000000000000 M=welcome")]
    [InlineData("S=00")]
    [InlineData("M=welcome")]
    [InlineData("")]
    public void A_wrong_proof_of_the_gateway_ends_the_login_before_any_success(string text)
    {
        MschapGateway mschap = new() { BendSuccess = _ => text };
        EapScript script = ScriptOf(mschap);

        IkeFault? fault = EapLab.Run(script, EapLab.Settings(), out Responder gateway);

        Assert.Equal(FaultKind.PeerNotAuthentic, fault!.Kind);
        Assert.Equal(2, script.Heard.Count);
        Assert.False(gateway.IsAuthenticated);
    }

    public static TheoryData<byte, int> ShortMessages()
    {
        TheoryData<byte, int> all = [];
        for (byte opcode = 0; opcode <= 8; opcode++)
        {
            for (int length = 0; length < 24; length++)
                all.Add(opcode, length);
        }

        return all;
    }

    /// <summary>As the first message and in place of the success; with a length field that fits, and one that does not.</summary>
    [Theory]
    [MemberData(nameof(ShortMessages))]
    public void Every_opcode_at_every_short_length_ends_the_login_or_is_what_it_says(byte opcode, int length)
    {
        byte[] body = new byte[length];
        foreach (int position in new[] { 1, 2 })
        {
            foreach (bool fits in new[] { true, false })
            {
                byte[] data = [opcode, 1, 0, 0, .. body];
                data[3] = (byte)(data.Length + (fits ? 0 : 1));
                byte[] wrong = EapScript.Request(9, EapType.MschapV2, length == 0 && !fits ? [] : data);
                MschapGateway mschap = new();
                int said = 0;
                EapScript script = new(MschapGateway.First, packet => ++said == position ? wrong
                    : said > position ? EapScript.Success(9) : mschap.Answer(packet));

                Assert.NotNull(EapLab.Run(script, EapLab.Settings(), out Responder gateway));
                Assert.False(gateway.IsAuthenticated);
            }
        }
    }

    [Fact]
    public void Auth_by_another_key_than_the_methods_is_refused()
    {
        MschapGateway mschap = new();
        EapScript script = ScriptOf(mschap);
        script.Msk = new byte[64];

        Assert.Equal(FaultKind.AuthenticationRejected, EapLab.Run(script, EapLab.Settings(), out _)!.Kind);
    }

    /// <summary>The whole method, with its key for AUTH.</summary>
    internal static EapScript ScriptOf(MschapGateway mschap)
    {
        EapScript script = null!;
        script = new EapScript(MschapGateway.First, packet =>
        {
            byte[]? answer = mschap.Answer(packet);
            script.Msk ??= mschap.Msk;
            return answer;
        });
        return script;
    }
}
