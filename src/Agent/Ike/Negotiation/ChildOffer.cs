using System.Diagnostics.CodeAnalysis;
using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// A Child SA as we ask for it: SA, TSi and TSr (RFC 7296 sections 1.2, 1.3.1 and 2.9), and the check of what comes back:
/// narrowed is fine, widened is not.
/// </summary>
public sealed class ChildOffer
{
    private readonly IReadOnlyList<Proposal> _proposals;

    /// <param name="inboundSpi">Ours, drawn for this offer.</param>
    /// <param name="withKeyExchange">False in IKE_AUTH, where the IKE SA's key exchange serves.</param>
    public ChildOffer(ChildSettings settings, uint inboundSpi, bool withKeyExchange)
    {
        (Settings, InboundSpi) = (settings, inboundSpi);
        IEnumerable<Proposal> wanted = withKeyExchange ? settings.Proposals : WithoutKeyExchange(settings.Proposals);
        _proposals = [.. wanted.Select((p, i) => p with { Number = (byte)(i + 1), Spi = SpiOctets.From(inboundSpi) })];
    }

    public ChildSettings Settings { get; }

    public uint InboundSpi { get; }

    public IReadOnlyList<Payload> Payloads() =>
    [
        .. Mode(),
        new SaPayload(_proposals),
        .. Selectors(),
    ];

    /// <summary>SA alone, as CREATE_CHILD_SA has the nonce and KE between it and the selectors.</summary>
    public SaPayload Sa => new(_proposals);

    public IEnumerable<Payload> Selectors() => [new TsPayload(true, Settings.Local), new TsPayload(false, Settings.Remote)];

    /// <summary>USE_TRANSPORT_MODE where it is wanted.</summary>
    public IEnumerable<Payload> Mode() =>
        Settings.Mode == EspMode.Transport ? [Notifications.Of(NotifyType.UseTransportMode)] : [];

    /// <summary>Checks the gateway's SA, TSi, TSr and mode; false with the fault of the Child SA.</summary>
    public bool TryAccept(
        IReadOnlyList<Payload> payloads, NatStatus nat, [NotNullWhen(true)] out ChildGrant? grant, [NotNullWhen(false)] out IkeFault? fault)
    {
        grant = null;
        fault = null;
        TsPayload? local = payloads.OfType<TsPayload>().SingleOrDefault(t => t.IsInitiator);
        TsPayload? remote = payloads.OfType<TsPayload>().SingleOrDefault(t => !t.IsInitiator);
        string problem;
        if (payloads.OfType<SaPayload>().SingleOrDefault() is not { } answer || local is null || remote is null)
            problem = "the gateway's answer lacks SA, TSi or TSr";
        else if (ProposalMatch.TryChoose(_proposals, answer, 4, out ChosenTransforms chosen, out problem))
            problem = Check(payloads, local = Restored(local, nat), remote = Restored(remote, nat))
                ?? ChildGrant.TryCreate(InboundSpi, chosen, local.Selectors, remote.Selectors, out grant);
        if (problem.Length == 0 && grant is not null)
            return true;
        fault = IkeFault.Violation(problem);
        return false;
    }

    /// <summary>The same proposals without groups; those that differ in nothing else are offered once.</summary>
    public static IEnumerable<Proposal> WithoutKeyExchange(IEnumerable<Proposal> proposals) =>
        proposals
            .Select(p => p with
            {
                Number = 0,
                Transforms = [.. p.Transforms.Where(t => t.Type != TransformType.KeyExchange && !AdditionalExchange.IsType(t.Type))],
            })
            .Distinct();

    private TsPayload Restored(TsPayload answer, NatStatus nat) => answer with
    {
        Selectors = answer.IsInitiator
            ? TransportSelectors.Local(answer, Settings, nat)
            : TransportSelectors.Remote(answer, Settings, nat),
    };

    private string? Check(IReadOnlyList<Payload> payloads, TsPayload local, TsPayload remote)
    {
        if (Widened(local, Settings.Local) || Widened(remote, Settings.Remote))
            return "the gateway's traffic selectors go beyond what was offered";
        bool isTransport = payloads.Has(NotifyType.UseTransportMode);
        if (isTransport != (Settings.Mode == EspMode.Transport))
            return isTransport ? "the gateway wants transport mode, which was not offered" : "the gateway declines transport mode";
        if (isTransport && !ChildSaSpec.AreTwoHosts(local.Selectors, remote.Selectors))
            return "the gateway narrows transport mode to something else than two hosts";
        return payloads.Has(NotifyType.IpcompSupported)
            ? "the gateway wants IPComp, which was not offered"
            : null;
    }

    private static bool Widened(TsPayload answer, IReadOnlyList<TrafficSelector> offer) =>
        answer.Selectors.Count == 0
        || answer.UnknownSelectors.Count > 0
        || answer.Selectors.Any(a => !offer.Any(o => o.Contains(a)));
}
