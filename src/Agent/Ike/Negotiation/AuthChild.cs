using System.Diagnostics.CodeAnalysis;
using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// The Child SA that comes with IKE_AUTH: CP, SAi2, TSi and TSr (RFC 7296 section 1.2), with keys from the IKE SA's own nonces and
/// key exchange.
/// </summary>
/// <param name="isChildless">None comes with it: only CP does (RFC 6023 section 4).</param>
public sealed class AuthChild(SessionContext context, bool isChildless)
{
    private readonly ChildOffer _offer = new(context.Settings.Children[0], context.RandomEspSpi(), withKeyExchange: false);

    private uint InboundSpi => _offer.InboundSpi;

    public IReadOnlyList<Payload> Payloads()
    {
        IReadOnlyList<Payload> request = context.Settings.Requests.Count == 0 ? [] : [ConfigurationRequest.From(context.Settings)];
        return isChildless ? request : [.. request, .. ResourceInfo.Request(context.Settings), .. _offer.Payloads()];
    }

    /// <summary>What the last response of IKE_AUTH comes to, both ends being proved: what fails now fails for the Child SA alone.</summary>
    public AuthOutcome Complete(IReadOnlyList<Payload> payloads, IkeSa sa, InitTranscript transcript, IdPayload localId, IdPayload peerId)
    {
        ChildSaSpec? grant = null;
        IkeFault? refused = payloads.FindError() is { } error ? NotifyFaults.From(error) : null;
        if (refused is null && !isChildless)
            TryAccept(payloads, sa, transcript, out grant, out refused);
        return new AuthOutcome(peerId, grant, refused, payloads)
        {
            LocalId = localId,
            Disowned = grant is null && payloads.OfType<SaPayload>().Any() ? InboundSpi : null,
        };
    }

    /// <summary>Checks what the gateway grants and derives the keys; false with the fault of the Child SA alone.</summary>
    private bool TryAccept(
        IReadOnlyList<Payload> payloads, IkeSa sa, InitTranscript transcript,
        [NotNullWhen(true)] out ChildSaSpec? spec, [NotNullWhen(false)] out IkeFault? fault)
    {
        spec = null;
        if (!_offer.TryAccept(payloads, sa.Nat, out ChildGrant? grant, out fault))
            return false;
        ExchangeNonces nonces = new(transcript.NonceI, transcript.NonceR);
        ChildSettings settings = ResourceInfo.Agreed(context.Settings, _offer.Settings, payloads);
        spec = grant.ToSpec(sa, null, nonces, isInitiator: true, settings);
        return true;
    }
}
