using Holdfast.Host.Dns;
using Holdfast.Supervision;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>Looks for the addresses of a connection's gateways, one search a gateway, as the supervisor asks for them.</summary>
internal sealed class GatewayNames(HostContext host, Supervisor supervisor, Action changed)
{
    private readonly Dictionary<int, NameLookup> _lookups = [];
    private readonly Dictionary<int, IReadOnlyList<IpAddress>> _found = [];

    /// <summary>All that have been found so far, and those that are no names.</summary>
    public IEnumerable<IpAddress> Known
    {
        get
        {
            List<IpAddress> known = [.. _found.Values.SelectMany(addresses => addresses)];
            foreach (Config.GatewayConfig gateway in host.Config.Gateways)
            {
                if (IpAddress.TryParse(gateway.Host, out IpAddress address))
                    known.Add(address);
            }

            return known;
        }
    }

    public void Resolve(int gateway)
    {
        if (_lookups.ContainsKey(gateway))
            return;
        NameLookup lookup = new(host, result => Handle(gateway, result));
        _lookups.Add(gateway, lookup);
        lookup.Start(host.Config.Gateways[gateway].Host);
    }

    /// <summary>Ends all searches.</summary>
    public void Stop()
    {
        foreach (NameLookup lookup in _lookups.Values)
            lookup.Dispose();
        _lookups.Clear();
    }

    private void Handle(int gateway, DnsAction result)
    {
        _lookups.Remove(gateway);
        if (result is NameResolved resolved)
        {
            _found[gateway] = [.. resolved.Addresses];
            host.Uplinks.Learn(host.Config.Index, [.. Known]);
            supervisor.HandleNames(gateway, _found[gateway], host.Loop.Now);
        }
        else
        {
            supervisor.HandleNoNames(gateway, ((NameFailed)result).Message, host.Loop.Now);
        }

        changed();
    }
}
