using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Duties;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Redirects;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>
/// An INFORMATIONAL request of the gateway (RFC 7296 section 1.4): a liveness check, deletions, notifications of the extensions.
/// </summary>
public static class InformationalAnswer
{
    private const int MaximumAddresses = 16;

    public static IReadOnlyList<Payload> To(
        SessionCore core, IkeSa sa, IReadOnlyList<Payload> request, Reauthentication reauthentication, Instant now)
    {
        List<Payload> answer = [];
        List<uint> ours = DeleteChildren(core, request, now);
        if (ours.Count > 0)
            answer.Add(new DeletePayload(ProtocolId.Esp, ours));
        if (request.Find(NotifyType.Cookie2) is { Data.Length: >= 8 and <= 64 } cookie)
            answer.Add(Notifications.Of(NotifyType.Cookie2, cookie.Data));
        CrashToken.Take(sa, request);
        if (core.Mobike)
            answer.AddRange(MobikeAnswer.To(core, sa, request));
        if (request.Find(NotifyType.AuthLifetime) is { } lifetime)
            reauthentication.Take(lifetime, now);
        if (request.Find(NotifyType.Redirect) is { } redirect)
            Redirection.InSession(core.Context, redirect);
        if (request.FindError() is { } error)
            core.Context.Note(NoteLevel.Warning, NotifyFaults.From(error).Message);
        return answer;
    }

    public static bool DeletesIkeSa(IReadOnlyList<Payload> request) =>
        request.OfType<DeletePayload>().Any(d => d.Protocol == ProtocolId.Ike);

    /// <summary>Our halves of what is deleted; not those that our own Delete names already (section 1.4.1).</summary>
    private static List<uint> DeleteChildren(SessionCore core, IReadOnlyList<Payload> request, Instant now)
    {
        HashSet<uint> spis = [.. request.OfType<DeletePayload>().Where(d => d.Protocol == ProtocolId.Esp).SelectMany(d => d.Spis)];
        List<uint> ours = [];
        foreach (uint spi in spis)
        {
            if (core.Children.FindOutbound(spi) is not { } child)
            {
                if (core.Sas.IsMakingChild)
                    core.Children.NoteDeletedEarly(spi);
                continue;
            }

            bool isCrossing = child.State == ChildState.Deleting;
            Delete(core, child, now);
            if (!isCrossing)
                ours.Add(child.InboundSpi);
        }

        return ours;
    }

    private static void Delete(SessionCore core, ChildSa child, Instant now)
    {
        bool wasInUse = child.IsInUse;
        ChildSa? heir = child.Heir;
        if (heir is not null)
            core.Children.SendThrough(heir);
        core.Children.Drain(child, now);
        if (wasInUse && heir is null && !core.Children.Has(child.Settings))
            Lose(core, child, now);
    }

    private static void Lose(SessionCore core, ChildSa child, Instant now)
    {
        core.Context.Note(NoteLevel.Warning, $"the gateway deleted Child SA {child}; it is asked for again");
        core.Wanted.NoteLost(child.Settings, now);
    }

    /// <summary>ADDITIONAL_IP4_ADDRESS and ADDITIONAL_IP6_ADDRESS replace what was known; NO_ADDITIONAL_ADDRESSES empties it.</summary>
    public static void ReadAddresses(SessionCore core, IReadOnlyList<Payload> payloads)
    {
        List<IpAddress> addresses = [];
        foreach (NotifyPayload notify in payloads.OfType<NotifyPayload>())
        {
            bool isAddress = notify.NotifyType is NotifyType.AdditionalIp4Address or NotifyType.AdditionalIp6Address
                && addresses.Count < MaximumAddresses;
            if (isAddress && TryRead(notify, out IpAddress address) && !addresses.Contains(address))
                addresses.Add(address);
        }

        if (addresses.Count > 0 || payloads.Has(NotifyType.NoAdditionalAddresses))
            core.Context.Emit(new GatewayAddresses(addresses));
    }

    /// <summary>An address of the family that the notification names, and one that a host can have.</summary>
    private static bool TryRead(NotifyPayload notify, out IpAddress address)
    {
        IpFamily family = notify.NotifyType == NotifyType.AdditionalIp4Address ? IpFamily.IPv4 : IpFamily.IPv6;
        return IpAddress.TryRead(notify.Data.Span, out address)
            && address.Family == family
            && !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast;
    }
}
