using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>In which IP families the gateways can be reached, connection by connection, as far as their addresses are known.</summary>
public sealed class GatewayFamilies(int connections)
{
    private readonly IReadOnlyList<IpAddress>[] _known = new IReadOnlyList<IpAddress>[connections];

    /// <summary>All addresses that are known.</summary>
    public IEnumerable<IpAddress> All
    {
        get
        {
            foreach (IReadOnlyList<IpAddress>? some in _known)
            {
                foreach (IpAddress address in some ?? [])
                    yield return address;
            }
        }
    }

    /// <summary>False: it says nothing new.</summary>
    public bool Learn(int connection, IReadOnlyList<IpAddress> gateways)
    {
        if (gateways.Count == 0 || (_known[connection] is { } known && known.SequenceEqual(gateways)))
            return false;
        _known[connection] = gateways;
        return true;
    }

    /// <summary>Some gateway, or one that is not known yet, can be reached over the uplink.</summary>
    public bool AnyIsServedBy(Uplink uplink)
    {
        bool isServed = false;
        for (int i = 0; i < _known.Length; i++)
            isServed |= _known[i] is null || Serves(uplink, _known[i]);
        return isServed;
    }

    /// <summary>
    /// What the uplink lacks and no connection needs: where that stays open, packets leave over an uplink that is not the chosen one.
    /// </summary>
    public ClosedFamilies ClosedOn(Uplink uplink)
    {
        bool all = true;
        for (int i = 0; i < _known.Length; i++)
            all &= _known[i] is { } known && Serves(uplink, known);
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
