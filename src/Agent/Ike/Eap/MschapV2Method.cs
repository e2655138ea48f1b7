using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2, RFC 2759): a challenge each way, and both ends show that they know the
/// password. Its data: opcode, an identifier of its own, length from the opcode on, and what belongs to the opcode.
/// </summary>
public sealed class MschapV2Method(SessionContext context, EapLogin login) : EapMethod
{
    private const int HeaderSize = 4;
    private const int ChallengeSize = 16;
    private const int ResponseSize = 49;

    private MschapProof? _proof;

    private enum Opcode : byte
    {
        Challenge = 1,
        Response = 2,
        Success = 3,
        Failure = 4,
        ChangePassword = 7,
    }

    public override EapType Type => EapType.MschapV2;

    public override EapStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return EapStep.Violates("EAP-MSCHAPv2 without an opcode");
        if (data.Length < HeaderSize || BinaryPrimitives.ReadUInt16BigEndian(data[2..]) != data.Length)
            return EapStep.Violates($"EAP-MSCHAPv2 opcode {data[0]} whose length is not that of the packet");
        ReadOnlySpan<byte> body = data[HeaderSize..];
        return ((Opcode)data[0], _proof) switch
        {
            _ when Refusal is not null || IsDone => EapStep.Violates("EAP-MSCHAPv2 goes on after its end"),
            (Opcode.Challenge, null) => HandleChallenge(identifier, data[1], body),
            (Opcode.Success, { } proof) => HandleSuccess(identifier, proof, body),
            (Opcode.Failure, _) => HandleFailure(identifier, body),
            _ => EapStep.Violates($"EAP-MSCHAPv2 opcode {data[0]} out of its turn"),
        };
    }

    public override void Dispose()
    {
        _proof?.Dispose();
        base.Dispose();
    }

    /// <summary>The name goes along as it is; only what is computed leaves a domain out (RFC 2759 section 4).</summary>
    private EapStep HandleChallenge(byte identifier, byte ownIdentifier, ReadOnlySpan<byte> body)
    {
        if (body.Length < 1 + ChallengeSize || body[0] != ChallengeSize)
            return EapStep.Violates("an EAP-MSCHAPv2 challenge that is too short");
        byte[] peerChallenge = context.RandomBytes(ChallengeSize);
        ReadOnlySpan<byte> name = login.Identity.Span;
        _proof = new MschapProof(body.Slice(1, ChallengeSize), peerChallenge, WithoutDomain(name), login.Password.Span);

        byte[] response = new byte[HeaderSize + 1 + ResponseSize + name.Length];
        (response[0], response[1], response[HeaderSize]) = ((byte)Opcode.Response, ownIdentifier, ResponseSize);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(2), (ushort)response.Length);
        Span<byte> value = response.AsSpan(HeaderSize + 1);
        peerChallenge.CopyTo(value);
        _proof.Response.CopyTo(value[24..]); // eight reserved octets before it, flags behind it: all zero
        name.CopyTo(value[ResponseSize..]);
        return Answer(identifier, response);
    }

    private EapStep HandleSuccess(byte identifier, MschapProof proof, ReadOnlySpan<byte> body)
    {
        if (!proof.IsProved(body))
            return EapStep.Failed(IkeFault.NotAuthentic("the gateway does not know the password (its EAP-MSCHAPv2 proof is wrong)", Blame.Gateway));
        Msk = proof.MakeMsk();
        IsDone = true;
        return Answer(identifier, [(byte)Opcode.Success]);
    }

    /// <summary>The same password would fail again, so it is not tried again, whatever the gateway offers.</summary>
    private EapStep HandleFailure(byte identifier, ReadOnlySpan<byte> body)
    {
        Refusal = new IkeFault(
            FaultKind.AuthenticationRejected, Blame.Configuration,
            $"the gateway refused the login of \"{EapText.Of(login.Identity.Span)}\": {MschapFailure.Describe(body)}");
        return Answer(identifier, [(byte)Opcode.Failure]);
    }

    /// <summary>RFC 2759 section 4.</summary>
    public static ReadOnlySpan<byte> WithoutDomain(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)'\\') + 1)..];
}
