using Holdfast.Host.Dns;
using Holdfast.Ike;
using Holdfast.Ike.Redirects;
using Holdfast.Supervision;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// Carries out what gateways say that send a connection elsewhere (RFC 5685): finds the addresses, and has the supervisor go there.
/// Whom the new gateway has to prove to be, and all else, is the configuration's as before.
/// </summary>
internal sealed class Redirects(HostContext host, Supervisor supervisor, GatewayNames names)
{
    private const int MostAddresses = 4;

    private readonly RedirectBook _book = new();

    private Instant Now => host.Loop.Now;

    /// <summary>Of the attempt that is about to begin.</summary>
    public bool AreHeeded(Candidate candidate) => host.Config.Redirect && _book.IsHeeded(candidate.RedirectedFrom is not null, Now);

    /// <summary>A session stands: none is under way any more.</summary>
    public void Settle() => _book.Expect([]);

    /// <summary>True where the attempt goes on elsewhere, or comes to nothing by that; false: it ended by itself.</summary>
    public bool TryFollow(LiveSession session, long attempt, IkeFault fault)
    {
        if (fault.Redirect is { } target)
            Find(session, attempt, target);
        else if (fault.Kind != FaultKind.Stopped)
            _book.NoteFailed(session.Route.Gateway, Now);
        return fault.Redirect is not null;
    }

    /// <summary>The session stands, and is to be another gateway's.</summary>
    public void Follow(LiveSession session, RedirectTarget target) => Find(session, null, target);

    private void Find(LiveSession session, long? attempt, RedirectTarget target)
    {
        if (!_book.TryFollow(Now))
            Fail(attempt, Sentence(session, target) + ", once more than five times in five minutes: not followed");
        else if (target.Address is { } address)
            Go(session, attempt, target, [address]);
        else
            names.Look(target.ToString(), result => Take(session, attempt, target, result));
    }

    private void Take(LiveSession session, long? attempt, RedirectTarget target, DnsAction result)
    {
        if (result is NameResolved found)
            Go(session, attempt, target, found.Addresses);
        else
            Fail(attempt, Sentence(session, target) + ": " + ((NameFailed)result).Message);
    }

    private void Go(LiveSession session, long? attempt, RedirectTarget target, IReadOnlyList<IpAddress> addresses)
    {
        List<IpAddress> usable = [];
        foreach (IpAddress address in GatewayCandidates.Usable(addresses, session.Route.Gateway, session.Tunnel?.Remote ?? []))
        {
            bool isElsewhere = address != session.Route.Gateway && address != session.Route.Local;
            if (isElsewhere && RedirectTarget.IsHost(address) && usable.Count < MostAddresses)
                usable.Add(address);
        }

        if (usable.Count == 0)
        {
            Fail(attempt, Sentence(session, target) + ", where no gateway can be: itself, this host, or a network behind it");
            return;
        }

        host.Log.Info(Sentence(session, target) + ", as \"redirect\" lets it");
        _book.Expect(usable);
        supervisor.HandleRedirect(attempt, usable, Now);
    }

    /// <summary>A session that stands is kept.</summary>
    private void Fail(long? attempt, string problem)
    {
        _book.Distrust(Now);
        if (attempt is { } one)
            supervisor.HandleFailed(one, new Setback(SetbackKind.Closed, problem), Now);
        else
            host.Log.Warning(problem + "; the session that stands is kept");
    }

    private static string Sentence(LiveSession session, RedirectTarget target) => session.Route.Gateway + " sends us to " + target;
}
