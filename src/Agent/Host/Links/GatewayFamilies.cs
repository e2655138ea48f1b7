using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>In which IP families the gateways can be reached, connection by connection, as far as their addresses are known.</summary>
public sealed class GatewayFamilies
{
    /// <summary>By the number of the connection; empty while none is known.</summary>
    private readonly Dictionary<int, IReadOnlyList<IpAddress>> _known = [];

    /// <summary>All addresses that are known.</summary>
    public IEnumerable<IpAddress> All
    {
        get
        {
            foreach (IReadOnlyList<IpAddress> some in _known.Values)
            {
                foreach (IpAddress address in some)
                    yield return address;
            }
        }
    }

    /// <summary>There are these connections, and no others; what is known of them stays.</summary>
    public void Expect(IReadOnlyList<int> connections)
    {
        foreach (int gone in _known.Keys.Where(one => !connections.Contains(one)).ToList())
            _known.Remove(gone);
        foreach (int connection in connections)
            _known.TryAdd(connection, []);
    }

    /// <summary>False: it says nothing new.</summary>
    public bool Learn(int connection, IReadOnlyList<IpAddress> gateways)
    {
        if (gateways.Count == 0 || (_known.TryGetValue(connection, out IReadOnlyList<IpAddress>? known) && known.SequenceEqual(gateways)))
            return false;
        _known[connection] = gateways;
        return true;
    }

    /// <summary>Some gateway, or one that is not known yet, can be reached over the uplink.</summary>
    public bool AnyIsServedBy(Uplink uplink)
    {
        bool isServed = false;
        foreach (IReadOnlyList<IpAddress> known in _known.Values)
            isServed |= known.Count == 0 || Serves(uplink, known);
        return isServed;
    }

    /// <summary>
    /// What the uplink lacks and no connection needs: where that stays open, packets leave over an uplink that is not the chosen one.
    /// </summary>
    public ClosedFamilies ClosedOn(Uplink uplink)
    {
        bool all = true;
        foreach (IReadOnlyList<IpAddress> known in _known.Values)
            all &= Serves(uplink, known);
        return new ClosedFamilies(all && !uplink.HasIPv4, all && !uplink.HasIPv6);
    }

    private static bool Serves(Uplink uplink, IReadOnlyList<IpAddress> gateways)
    {
        bool isServed = false;
        foreach (IpAddress gateway in gateways)
            isServed |= uplink.Has(gateway.IsIPv6);
        return isServed;
    }
}
