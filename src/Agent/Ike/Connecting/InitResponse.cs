using System.Diagnostics.CodeAnalysis;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// A full response to IKE_SA_INIT that fits our request; the gateway's, or a forger's. The public value is not tried yet.
/// </summary>
/// <param name="Request">What it answers.</param>
/// <param name="Transcript">Both messages and nonces, for AUTH.</param>
public sealed record InitResponse(
    InitRequest Request, InitTranscript Transcript, ulong Spi, ReadOnlyMemory<byte> PublicValue, IkeSuite Suite)
{
    /// <summary>It may as well answer an earlier form of the request, without the cookie or with another.</summary>
    public bool IsAmbiguous { get; } = Request.IsAmbiguous;

    public NatStatus Nat { get; private init; }

    /// <summary>The sender does NAT traversal.</summary>
    public bool TraversesNat { get; private init; }

    /// <summary>The sender takes fragments (RFC 7383).</summary>
    public bool Fragmentation { get; private init; }

    /// <summary>SIGNATURE_HASH_ALGORITHMS (RFC 7427) of the sender; empty: it only knows the methods before that.</summary>
    public IReadOnlyList<ushort> SignatureHashes { get; private init; } = [];

    /// <summary>Both sides can mix in a PPK (RFC 8784).</summary>
    public bool UsesPpk { get; private init; }

    /// <summary>The sender takes several rounds of authentication, and may have several (RFC 4739).</summary>
    public bool MultipleAuth { get; private init; }

    /// <summary>By what the sender lets us prove ourselves (RFC 9593); null: it has not said so.</summary>
    public AnnouncedMethods? Methods { get; init; }

    /// <summary>The sender wants to know the same of us.</summary>
    public bool AnnouncesMethods { get; private init; }

    /// <summary>The sender takes an IKE_AUTH without a Child SA (RFC 6023).</summary>
    public bool Childless { get; private init; }

    public bool IsSameAs(InitResponse other) => Transcript.Response.Span.SequenceEqual(other.Transcript.Response.Span);

    /// <summary>Checks all that costs little: the proposal, group and nonce against the request; NAT traversal.</summary>
    public static bool TryRead(
        SessionContext context, InitRequests requests, ulong spi, ReadOnlySpan<byte> message, IReadOnlyList<Payload> payloads,
        [NotNullWhen(true)] out InitResponse? response, [NotNullWhen(false)] out IkeFault? fault)
    {
        response = null;
        SaPayload answer = payloads.OfType<SaPayload>().Single();
        if (!ProposalMatch.TryChoose(context.Settings.IkeProposals, answer, 0, out ChosenTransforms chosen, out string problem)
            || !IkeSuite.TryFrom(chosen, out IkeSuite suite, out problem))
            return Refuse(problem, out fault);
        KePayload ke = payloads.OfType<KePayload>().Single();
        if (suite.Additional.Count > 0 && !payloads.Has(NotifyType.IntermediateExchangeSupported))
            return Refuse($"the gateway chose {suite.Additional[0]} and does not do IKE_INTERMEDIATE (RFC 9242)", out fault);
        byte[] nonce = payloads.OfType<NoncePayload>().Single().Data.ToArray();
        if (requests.Find(ke.Method) is not { } request || suite.Group != ke.Method)
            return Refuse("the gateway's KE is of another group than the request and its proposal", out fault);
        if (nonce.AsSpan().SequenceEqual(requests.Nonce))
            return Refuse("the gateway's nonce is our own", out fault);
        if (ke.Data.Span.SequenceEqual(request.KeyExchange.PublicValue))
            return Refuse("the gateway's public key is our own", out fault);
        bool traversesNat = NatDetection.TryRead(payloads, requests.Spi, spi, context.Path, out NatStatus nat);
        fault = !traversesNat && context.Settings.ForceEncapsulation ? NotifyFaults.NoNatTraversal : null;
        Ppk? ppk = context.Settings.Ppk;
        bool usesPpk = ppk is not null && payloads.Has(NotifyType.UsePpk);
        if (ppk is { IsRequired: true } && !usesPpk)
            fault ??= NotifyFaults.NoPpk;
        bool isChildless = payloads.Has(NotifyType.ChildlessIkev2Supported);
        if (context.IsChildless && !isChildless)
            fault ??= NotifyFaults.NotChildless;
        if (fault is not null)
            return false;

        InitTranscript transcript = new(request.Message, message.ToArray(), requests.Nonce, nonce)
        {
            IsFull = context.Settings.FullTranscript && payloads.Has(NotifyType.IkeSaInitFullTranscriptAuth),
        };
        response = new InitResponse(request, transcript, spi, ke.Data, suite)
        {
            Nat = nat,
            TraversesNat = traversesNat,
            UsesPpk = usesPpk,
            SignatureHashes = Connecting.SignatureHashes.Read(payloads.Find(NotifyType.SignatureHashAlgorithms)),
            Childless = isChildless,
            Methods = AnnouncedMethods.Read(payloads.Find(NotifyType.SupportedAuthMethods), context.Counters),
            AnnouncesMethods = payloads.Has(NotifyType.SupportedAuthMethods),
            MultipleAuth = payloads.Has(NotifyType.MultipleAuthSupported),
            Fragmentation = payloads.OfType<NotifyPayload>().Any(n => n.NotifyType == NotifyType.Ikev2FragmentationSupported),
        };
        return true;
    }

    private static bool Refuse(string problem, out IkeFault fault)
    {
        fault = IkeFault.Violation(problem);
        return false;
    }
}
