using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// Which session of a connection has the machine: the routes are for it, and what goes out goes through it. Sessions that
/// it took over from are still heard until they are gone.
/// </summary>
public sealed class Traffic(HostContext host)
{
    private readonly List<LiveSession> _retired = [];

    /// <summary>The session that carries what goes out.</summary>
    public LiveSession? Live { get; private set; }

    public bool IsIdle => Live is null && _retired.Count == 0;

    /// <summary>Machine and traffic go over to this session; one that had them before is closed.</summary>
    /// <exception cref="LinuxException">The machine refused what the tunnel needs; all stays as it was.</exception>
    public void Adopt(LiveSession session)
    {
        LiveSession? before = Live;
        IReadOnlyList<LiveSession> others = before is null ? _retired : [.. _retired, before];
        Apply(session, others);
        try
        {
            session.Carry(true);
        }
        catch (LinuxException refusal) when (session.TryFallBack(refusal))
        {
            Apply(session, others);
            session.Carry(true);
        }

        Live = session;
        if (before is null)
            return;
        _retired.Add(before);
        before.Carry(false);
        before.Retire();
    }

    /// <summary>Closes all sessions; each is reported when it is gone.</summary>
    public void Close()
    {
        foreach (LiveSession session in _retired.Append(Live).OfType<LiveSession>().ToList())
            session.Close();
    }

    /// <summary>What was granted, or the way to the gateway, is another.</summary>
    public void Update()
    {
        try
        {
            if (Live is { } live)
                Apply(live, _retired);
        }
        catch (LinuxException failure)
        {
            host.Log.Warning($"the tunnel stays as it was: {failure.Message}");
        }
    }

    /// <summary>Gives the tunnel the MTU that the path has, where that is another one.</summary>
    public void FollowMtu()
    {
        try
        {
            if (Live is { } live && host.Setup.HasOtherPathMtu())
                Apply(live, _retired);
        }
        catch (LinuxException failure)
        {
            host.Log.Warning($"the tunnel's MTU stays as it was: {failure.Message}");
        }
    }

    /// <summary>Links and routes of this host are others: what the kernel took away with them is set up again.</summary>
    public void Refresh()
    {
        host.Setup.Recheck();
        Update();
    }

    /// <summary>The session is gone; true if it was one of those that were taken over.</summary>
    public bool TryLetGo(LiveSession session)
    {
        if (!_retired.Remove(session))
            return false;
        Update();
        return true;
    }

    /// <summary>The session that had the traffic is gone, and none is there to take over.</summary>
    public void Drop()
    {
        Live = null;
        host.Setup.TearDown();
    }

    private void Apply(LiveSession session, IEnumerable<LiveSession> retired)
    {
        IpAddress[] kept = [.. retired.SelectMany(old => old.Tunnel?.Addresses ?? [])];
        TunnelNeeds needs = new(session.Tunnel!, session.Route.Local, [session.Route.Gateway, .. session.OtherGateways], kept);
        host.Setup.Apply(needs, session.Path.Specs);
    }
}
