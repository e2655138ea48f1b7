using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>Plan items by netlink and in resolv.conf.</summary>
/// <param name="connection">Place of the connection in the file; its name servers are known by it.</param>
public sealed class LinuxMachine(RouteNetlink netlink, TunnelNameServers nameServers, int connection, Log log) : IMachine
{
    private bool _hasNoIPv6;

    public bool Add(PlanItem item) => item switch
    {
        LinkUpItem link => SetUp(link),
        AddressItem address => AddAddress(address.Address),
        RouteItem route => !(_hasNoIPv6 && route.Route.Destination.IsIPv6) && netlink.Add(route.Route, replace: true),
        RuleItem rule => !(_hasNoIPv6 && rule.Rule.IsIPv6) && netlink.Add(rule.Rule),
        NameServersItem servers => AddNameServers(servers),
        _ => throw new ArgumentException($"no one sets up {item.GetType().Name}", nameof(item)),
    };

    public void Remove(PlanItem item)
    {
        switch (item)
        {
            case LinkUpItem link:
                netlink.SetLinkUp(link.Link, up: false);
                break;
            case AddressItem address:
                netlink.Delete(address.Address);
                break;
            case RouteItem route:
                netlink.Delete(route.Route);
                break;
            case RuleItem rule:
                netlink.Delete(rule.Rule);
                break;
            case NameServersItem:
                nameServers.Remove(connection);
                break;
            default:
                throw new ArgumentException($"no one takes away {item.GetType().Name}", nameof(item));
        }
    }

    private bool SetUp(LinkUpItem link)
    {
        netlink.SetLinkUp(link.Link);
        return true;
    }

    /// <summary>On a machine without IPv6 the tunnel does without it too.</summary>
    private bool AddAddress(AddressEntry address)
    {
        try
        {
            return netlink.Add(address);
        }
        catch (LinuxException failure) when (address.Prefix.IsIPv6)
        {
            if (!_hasNoIPv6)
                log.Warning($"no IPv6 on this machine, {address.Prefix.Address} is left out: {failure.Message}");
            _hasNoIPv6 = true;
            return false;
        }
    }

    /// <summary>A tunnel without its name servers is still a tunnel.</summary>
    private bool AddNameServers(NameServersItem item)
    {
        try
        {
            if (nameServers.TrySet(connection, item.Servers, out string problem))
                return true;
            log.Warning($"the gateway's name servers are not used: {problem}");
        }
        catch (LinuxException failure)
        {
            log.Warning($"the gateway's name servers are not used: {failure.Message}");
        }

        return false;
    }
}
