using Holdfast.Config;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>Plan items by netlink, and name servers in the way that this system has.</summary>
/// <param name="config">Of the connection that all of it is for; null: it is for none, and has neither filter nor name servers.</param>
public sealed class LinuxMachine(
    RouteNetlink netlink, TunnelNameServers nameServers, PacketFilter filter, KernelJournal journal, ConnectionConfig? config, Log log)
    : IMachine
{
    /// <summary>The kernel's number of the loopback device in each network namespace.</summary>
    public const int Loopback = 1;

    private bool _hasNoIPv6;

    public bool Add(PlanItem item) => item switch
    {
        LinkUpItem link => SetUp(link),
        AddressItem address => AddAddress(address.Address),
        RouteItem route => AddRoute(route.Route),
        RuleItem rule => AddRule(rule.Rule),
        FilterItem inner => filter.TrySet(config!.Index, inner),
        NameServersItem servers => SetNameServers(servers),
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
                journal.Forget(KernelEntry.Address(address.Address.Prefix.Address));
                break;
            case RouteItem route:
                netlink.Delete(route.Route);
                break;
            case RuleItem rule:
                netlink.Delete(rule.Rule);
                break;
            case FilterItem:
                filter.Remove(config!.Index);
                break;
            case NameServersItem:
                nameServers.Remove(config!.TunName);
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
        KernelEntry entry = KernelEntry.Address(address.Prefix.Address);
        bool isOurs = journal.Has(entry);
        if (address.Link == Loopback)
            journal.Record(entry);
        try
        {
            isOurs |= netlink.Add(address);
            if (!isOurs)
                journal.Forget(entry);
            return isOurs;
        }
        catch (LinuxException failure) when (address.Prefix.IsIPv6)
        {
            journal.Forget(entry);
            if (!_hasNoIPv6)
                log.Warning($"no IPv6 on this machine, {address.Prefix.Address} is left out: {failure.Message}");
            _hasNoIPv6 = true;
            return false;
        }
    }

    private bool AddRoute(RouteEntry route)
    {
        try
        {
            return !(_hasNoIPv6 && route.Destination.IsIPv6) && netlink.Add(route, replace: true);
        }
        catch (LinuxException) when (route.Destination.IsIPv6 && HasNoIPv6())
        {
            return false;
        }
    }

    private bool AddRule(RuleEntry rule)
    {
        try
        {
            return !(_hasNoIPv6 && rule.IsIPv6) && netlink.Add(rule);
        }
        catch (LinuxException) when (rule.IsIPv6 && HasNoIPv6())
        {
            return false;
        }
    }

    /// <summary>Where no interface has an address of it, nothing of it can leave.</summary>
    private bool HasNoIPv6() => !netlink.Addresses().Any(a => a.Prefix.IsIPv6);

    /// <summary>A tunnel without its name servers is still a tunnel: what goes wrong is told, and no refusal.</summary>
    private bool SetNameServers(NameServersItem item)
    {
        TunnelNames names = new(config!.Index, config.TunName, item.Servers, item.Domains) 
        {
            Encrypted = item.Encrypted, HasDevice = item.HasDevice, Way = config.DnsMode,
        };
        nameServers.Set(names, log);
        return true;
    }
}
