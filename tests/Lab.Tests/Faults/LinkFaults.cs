using Holdfast.Lab.Network;

namespace Holdfast.Lab.Faults;

/// <summary>The carrier of the site's only uplink goes, as when its cable is pulled; addresses and routes stay.</summary>
public sealed class CablePulled(double seconds) : Fault("cable pulled", seconds)
{
    public override bool TakesPath => true;

    public override void Apply(TunnelLab lab, IClient client) => lab.Topology.Nat.Ip("link set inside down");

    public override void Heal(TunnelLab lab, IClient client)
    {
        lab.Topology.Nat.Ip("link set inside up");
        WaitForWay(lab);
    }
}

public sealed class AddressChanged() : Fault("address changed")
{
    public override void Apply(TunnelLab lab, IClient client) => lab.Topology.ChangeSiteAddress();
}

public sealed class UplinkMoved() : Fault("uplink moved to another interface")
{
    public override void Prepare(Topology topology) => topology.AddSecondUplink();

    public override void Apply(TunnelLab lab, IClient client) => lab.Topology.SwitchToSecondUplink();
}
