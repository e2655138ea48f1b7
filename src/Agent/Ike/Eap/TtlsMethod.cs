using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// EAP-TTLSv0 (RFC 5281) with MS-CHAPv2 inside (section 11.2.4), whose challenges come from the TLS connection, so that the proofs of
/// both ends hold for this connection and no other.
/// </summary>
public sealed class TtlsMethod(SessionContext context, EapLogin login) : TlsMethod(context, login.Key)
{
    private const int ChallengeSize = 16;
    private const int ResponseSize = 50;

    private const uint Microsoft = 311;                                                // RFC 2548
    private const uint UserName = 1;
    private const uint Error = 2, Challenge = 11, Response = 25, Success = 26;

    private MschapProof? _proof;
    private byte _mschapIdentifier;

    public override EapType Type => EapType.Ttls;

    protected override ReadOnlySpan<byte> OldKeyLabel => "ttls keying material"u8;

    public override void Dispose()
    {
        _proof?.Dispose();
        base.Dispose();
    }

    protected override EapStep HandleInner()
    {
        byte[] data = Tls.TakeData();
        if (_proof is null)
            return data.Length == 0 ? LogIn() : Wrong("data before the login");
        if (data.Length == 0)
            return Wrong("no answer to the login");
        if (!Avp.TryDecode(data, out List<Avp> avps))
            return Wrong("an attribute whose length does not fit");
        if (avps.Find(avp => (avp.Vendor, avp.Code) == (Microsoft, Error)) is { Data.Length: > 1 } error)
            return Refuse(new IkeFault(
                FaultKind.AuthenticationRejected, Blame.Configuration,
                $"the gateway refused the login of \"{EapText.Of(login.Identity.Span)}\": {MschapFailure.Describe(error.Data.Span[1..])}"));
        Avp proof = avps.Find(avp => (avp.Vendor, avp.Code) == (Microsoft, Success));
        if (avps.Find(avp => avp.IsMandatory && avp != proof) is { IsMandatory: true } unknown)
            return Wrong($"the attribute {unknown.Code} of vendor {unknown.Vendor}, which must be known");
        return CheckProof(proof.Data.Span);
    }

    /// <summary>Section 11.1: the challenge is not the server's to choose.</summary>
    private EapStep LogIn()
    {
        using SecretBytes implied = Tls.Export("ttls challenge"u8, null, ChallengeSize + 1);
        byte[] challenge = implied.Span[..ChallengeSize].ToArray();
        _mschapIdentifier = implied.Span[ChallengeSize];
        byte[] peerChallenge = Random(ChallengeSize);
        ReadOnlySpan<byte> name = login.Identity.Span;
        _proof = new MschapProof(challenge, peerChallenge, MschapV2Method.WithoutDomain(name), login.Password.Span);

        byte[] response = new byte[ResponseSize];
        response[0] = _mschapIdentifier;
        peerChallenge.CopyTo(response, 2);
        _proof.Response.CopyTo(response, 26); // eight reserved octets before it, flags before the challenge: all zero
        Tls.Write([
            .. Avp.Encode(UserName, 0, name), .. Avp.Encode(Challenge, Microsoft, challenge), .. Avp.Encode(Response, Microsoft, response),
        ]);
        return SendWritten();
    }

    private EapStep CheckProof(ReadOnlySpan<byte> success)
    {
        if (success.IsEmpty)
            return Wrong("an answer that says nothing about the login");
        return success[0] == _mschapIdentifier && _proof!.IsProved(success[1..])
            ? Finish()
            : EapStep.Failed(IkeFault.NotAuthentic("the gateway does not know the password (its MS-CHAPv2 proof inside EAP-TTLS is wrong)", Blame.Gateway));
    }
}
