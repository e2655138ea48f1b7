using Holdfast.Supervision;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>A site's way to the outside: its link, what is behind it, and the NAT in between.</summary>
internal sealed class Uplink
{
    /// <summary>Faults of a kind that last at the moment.</summary>
    public int Cuts { get; set; }

    public int LossesOut { get; set; }

    public int LossesIn { get; set; }

    /// <summary>IPv6 alone leads nowhere, though the host has an address and a route.</summary>
    public int LossesOfSix { get; set; }

    public bool HasIPv6 { get; init; }

    public bool HasNat { get; init; }

    /// <summary>Some network between lets nothing through to port 500.</summary>
    public bool StopsIkePort { get; init; }

    /// <summary>Another number for another address.</summary>
    public int Address { get; set; }

    /// <summary>Another number for another mapping of the NAT.</summary>
    public int Mapping { get; set; }

    public long Generation { get; set; }

    public bool IsUp => Cuts == 0;

    public NetworkView View => new(IsUp, IsUp && HasIPv6, Generation);

    public bool Sends(Candidate way) => IsOpen(way) && LossesOut == 0;

    public bool Hears(Candidate way) => IsOpen(way) && LossesIn == 0;

    private bool IsOpen(Candidate way) => IsUp && (!way.Address.IsIPv6 || (HasIPv6 && LossesOfSix == 0));
}
