using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>What an agent that was killed left on the machine.</summary>
public static class Leftovers
{
    /// <summary>Takes it away. Only who has the devices may: an agent that is alive keeps what is its own.</summary>
    public static void Remove(RouteNetlink netlink, NameServers nameServers, Log log)
    {
        int removed = 0;
        foreach (RuleEntry rule in netlink.Rules().Where(r => r.Protocol == TunnelPlanner.Protocol))
            removed += netlink.Delete(rule) ? 1 : 0;
        foreach (RouteEntry route in netlink.Routes().Where(r => r.Protocol == TunnelPlanner.Protocol))
            removed += netlink.Delete(route) ? 1 : 0;
        removed += nameServers.Remove() ? 1 : 0;
        if (removed > 0)
            log.Info($"took away {removed} routes, rules or name servers that an earlier run left behind");
    }
}
