using System.Diagnostics.CodeAnalysis;
using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// Our answer to a Child SA that the gateway asks for, new or as a rekey: its proposals against ours, and its selectors
/// narrowed to what we want (RFC 7296 sections 1.3.1 and 2.9). In its request TSi is the gateway's side.
/// </summary>
public sealed record ChildChoice(ChildGrant Grant, ChildSettings Settings, IReadOnlyList<Payload> Payloads)
{
    /// <summary>
    /// Chooses for one of <paramref name="wanted"/>, which for a rekey is the replaced one alone, with its own selectors. False
    /// with the notification to answer.
    /// </summary>
    public static bool TryMake(
        IReadOnlyList<Payload> request, IReadOnlyList<ChildSettings> wanted, uint inboundSpi, NatStatus nat,
        [NotNullWhen(true)] out ChildChoice? choice, [NotNullWhen(false)] out NotifyPayload? refusal)
    {
        choice = null;
        refusal = Notifications.Of(NotifyType.InvalidSyntax);
        TsPayload? theirs = request.OfType<TsPayload>().SingleOrDefault(t => t.IsInitiator);
        TsPayload? ours = request.OfType<TsPayload>().SingleOrDefault(t => !t.IsInitiator);
        if (theirs is null || ours is null)
            return false;

        refusal = Notifications.Of(NotifyType.TsUnacceptable);
        foreach (ChildSettings settings in wanted)
        {
            IReadOnlyList<TrafficSelector> local = Narrow(TransportSelectors.Local(ours, settings, nat), settings.Local);
            IReadOnlyList<TrafficSelector> remote = Narrow(TransportSelectors.Remote(theirs, settings, nat), settings.Remote);
            if (local.Count > 0 && remote.Count > 0)
                return TryMake(request, settings, inboundSpi, local, remote, out choice, out refusal);
        }

        return false;
    }

    private static bool TryMake(
        IReadOnlyList<Payload> request, ChildSettings settings, uint inboundSpi,
        IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote,
        [NotNullWhen(true)] out ChildChoice? choice, [NotNullWhen(false)] out NotifyPayload? refusal)
    {
        choice = null;
        refusal = Notifications.Of(NotifyType.NoProposalChosen);
        KeyExchangeMethod? sent = request.OfType<KePayload>().SingleOrDefault()?.Method;
        SaPayload offer = request.OfType<SaPayload>().Single();
        bool asksTransport = request.Has(NotifyType.UseTransportMode);
        bool mayBeTransport = asksTransport && ChildSaSpec.AreTwoHosts(local, remote);
        if (settings.Mode == EspMode.Transport && !mayBeTransport)
            return false;
        if (!ProposalChoice.TryMake(settings.Proposals, offer, 4, sent, out ProposalChoice? proposal))
            return false;
        if (proposal.Group != KeyExchangeMethod.None && proposal.Group != sent)
        {
            refusal = Notifications.InvalidKe(proposal.Group);
            return false;
        }

        if (ChildGrant.TryCreate(inboundSpi, proposal.Chosen, local, remote, out ChildGrant grant).Length > 0)
            return false;
        IEnumerable<Payload> mode = settings.Mode == EspMode.Transport ? [Notifications.Of(NotifyType.UseTransportMode)] : [];
        choice = new ChildChoice(
            grant, settings, [.. mode, proposal.Answer(SpiOctets.From(inboundSpi)), new TsPayload(true, remote), new TsPayload(false, local)]);
        refusal = null!;
        return true;
    }

    private static List<TrafficSelector> Narrow(IReadOnlyList<TrafficSelector> asked, IReadOnlyList<TrafficSelector> allowed)
    {
        List<TrafficSelector> common = [];
        foreach (TrafficSelector selector in asked)
        {
            foreach (TrafficSelector limit in allowed)
            {
                bool isNew = selector.TryIntersect(limit, out TrafficSelector? both) && !common.Contains(both);
                if (isNew && common.Count < WireLimits.SelectorsPerPayload)
                    common.Add(both!);
            }
        }

        return common;
    }
}
