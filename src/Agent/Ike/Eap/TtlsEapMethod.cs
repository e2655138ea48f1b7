using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// EAP-TTLSv0 (RFC 5281) with EAP-MSCHAPv2 inside (section 11.2.1): whole EAP packets as attributes, the first of them an answer to an
/// identity request that nobody sends.
/// </summary>
public sealed class TtlsEapMethod(SessionContext context, EapLogin login) : TlsMethod(context, login.Key)
{
    private const uint EapMessage = 79; // RFC 3579

    private readonly EapPeer _inner = new(context, login with { Methods = [EapType.MschapV2], Key = null });
    private bool _hasBegun;

    public override EapType Type => EapType.Ttls;

    protected override ReadOnlySpan<byte> OldKeyLabel => "ttls keying material"u8;

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }

    protected override EapStep HandleInner()
    {
        byte[] data = Tls.TakeData();
        if (data.Length == 0)
            return !_hasBegun ? Say(EapPackets.Response(0, EapType.Identity, login.Identity.Span))
                : Tls.State == TlsState.Open ? Wrong("no answer to the login") : Refuse(Ended(""));
        if (!Avp.TryDecode(data, out List<Avp> avps))
            return Wrong("an attribute whose length does not fit");
        if (avps.Find(avp => avp.IsMandatory && !IsEap(avp)) is { IsMandatory: true } unknown)
            return Wrong($"the attribute {unknown.Code} of vendor {unknown.Vendor}, which must be known");
        byte[] packet = [.. avps.Where(IsEap).SelectMany(avp => avp.Data.ToArray())]; // in pieces where it is long
        return EapPayload.TryCreate(packet, out EapPayload? request) ? Follow(_inner.Handle(request)) : Wrong("an inner packet that is none");
    }

    /// <summary>strongSwan 6 says no more than that to a wrong password.</summary>
    protected override IkeFault Ended(string reason) => !_hasBegun ? base.Ended(reason) : new(
        FaultKind.AuthenticationRejected, Blame.Configuration,
        $"the gateway refused the login of \"{EapText.Of(login.Identity.Span)}\" (it ended EAP-TTLS)");

    private static bool IsEap(Avp avp) => (avp.Vendor, avp.Code) == (0u, EapMessage);

    private EapStep Follow(EapStep step)
    {
        if (step.Response is not { } response)
            return step.IsSuccess ? Wrong("an end that is none") : step;
        Write(response);
        if (_inner.Refusal is { } refusal)
            return Refuse(refusal);
        return _inner.IsDone ? Finish() : SendWritten();
    }

    private EapStep Say(EapPayload packet)
    {
        Write(packet);
        return SendWritten();
    }

    private void Write(EapPayload packet)
    {
        _hasBegun = true;
        Tls.Write(Avp.Encode(EapMessage, 0, packet.Data.Span));
    }
}
