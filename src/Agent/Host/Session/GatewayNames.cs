using System.Text;
using Holdfast.Host.Dns;
using Holdfast.Supervision;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>Looks for the addresses of a connection's gateways, one search a gateway, as the supervisor asks for them.</summary>
internal sealed class GatewayNames(HostContext host, Supervisor supervisor, Action changed)
{
    private const int MostBytes = 16 * 1024, MostAddresses = 16;

    private static readonly TimeSpan MayChange = TimeSpan.FromHours(1); // on the disk, whatever a name server deals out

    private readonly Dictionary<int, NameLookup> _lookups = [];
    private readonly Dictionary<int, IReadOnlyList<IpAddress>> _found = [];

    private Instant? _kept;
    private int _others;

    private string FileName => $"addresses-{host.Config.Name}";

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

    /// <summary>What the names had when the agent last connected by them, for when they don't resolve.</summary>
    public void Remember()
    {
        string[] lines = Encoding.ASCII.GetString(host.State.Read(FileName, MostBytes) ?? []).Split('\n');
        for (int i = 0; i < host.Config.Gateways.Count; i++)
        {
            string prefix = $"{host.Config.Gateways[i].Host} ";
            string? line = lines.FirstOrDefault(one => one.StartsWith(prefix, StringComparison.Ordinal));
            List<IpAddress> addresses = [];
            foreach (string word in line?[prefix.Length..].Split(' ') ?? [])
            {
                if (IpAddress.TryParse(word, out IpAddress address))
                    addresses.Add(address);
            }

            if (addresses.Count > 0)
                supervisor.Remember(i, addresses);
        }
    }

    /// <summary>Written only where it is not there already.</summary>
    public void Keep()
    {
        StringBuilder text = new();
        foreach ((int gateway, IReadOnlyList<IpAddress> addresses) in _found.OrderBy(one => one.Key))
        {
            string name = host.Config.Gateways[gateway].Host;
            // A name server that deals its answers out in turn is no reason to write.
            IEnumerable<string> words = addresses.Select(a => a.ToString()).Order(StringComparer.Ordinal).Take(MostAddresses);
            if (!IpAddress.TryParse(name, out _))
                text.Append(name).Append(' ').AppendJoin(' ', words).Append('\n');
        }

        byte[] content = Encoding.ASCII.GetBytes(text.ToString());
        if (content.Length == 0 || host.Loop.Now < _kept + MayChange || content.AsSpan().SequenceEqual(host.State.Read(FileName, MostBytes)))
            return;
        host.State.Write(FileName, content);
        if (!host.State.IsFailing)
            _kept = host.Loop.Now;
    }

    public void Resolve(int gateway)
    {
        if (_lookups.ContainsKey(gateway))
            return;
        NameLookup lookup = new(host, result => Handle(gateway, result));
        _lookups.Add(gateway, lookup);
        lookup.Start(host.Config.Gateways[gateway].Host);
    }

    /// <summary>A name that is none of the configuration's.</summary>
    public void Look(string name, Action<DnsAction> done)
    {
        int place = --_others;
        NameLookup lookup = new(host, result =>
        {
            _lookups.Remove(place);
            done(result);
            changed();
        });
        _lookups.Add(place, lookup);
        lookup.Start(name);
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
